#include <errno.h>
#include <string.h>

#include "check.h"
#include "groups.h"
#include "pair.h"
#include "port.h"

static void test_null(void) {
    check_begin("arguments: NULL is refused by every function and harms none");
    camtls_context *context = NULL;
    camtls_connection *connection = NULL;
    int32_t warning = 0, depth = 0;
    size_t length = 0, count = 0;
    uint8_t byte = 0, *window = NULL;
    const uint8_t *bytes = NULL;

    CHECK(camtls_context_new(CAMTLS_PROTOCOL_TLS_CLIENT, NULL) != 0);
    camtls_context_free(NULL);
    CHECK(camtls_context_set_verify_mode(NULL, CAMTLS_VERIFY_NONE) != 0);
    camtls_context_verify_mode(NULL);
    CHECK(camtls_context_set_check_hostname(NULL, true) != 0);
    camtls_context_check_hostname(NULL);
    CHECK(camtls_context_set_common_name(NULL, true) != 0);
    camtls_context_common_name(NULL);
    CHECK(camtls_context_set_callback(NULL, true) != 0);
    CHECK(camtls_context_load_identity(NULL, &byte, 1, CAMTLS_MEMORY_COPY, &byte, 1, &warning) != 0);
    CHECK(camtls_context_load_anchors(NULL, &byte, 1, CAMTLS_MEMORY_COPY) != 0);
    CHECK(camtls_context_anchor_count(NULL) == 0);
    CHECK(camtls_context_load_crls(NULL, &byte, 1, CAMTLS_MEMORY_COPY) != 0);
    CHECK(camtls_context_set_verify_flags(NULL, 0) != 0);
    camtls_context_verify_flags(NULL);
    CHECK(camtls_context_pin_public_key(NULL, NULL) != 0);
    CHECK(camtls_context_set_ciphers(NULL, "", 0) != 0);
    CHECK(camtls_context_cipher(NULL, 0) == NULL);
    CHECK(camtls_context_set_versions(NULL, 0, 0) != 0);
    CHECK(camtls_context_set_groups(NULL, "X25519", 6) != 0);
    CHECK(camtls_context_set_alpn(NULL, &byte, 0) != 0);
    CHECK(camtls_context_set_tickets(NULL, false) != 0);
    CHECK(camtls_connection_new(NULL, false, NULL, 0, &connection) != 0);
    CHECK(connection == NULL);

    camtls_connection_free(NULL);
    CHECK(camtls_connection_enter(NULL) != 0);
    CHECK(!camtls_connection_leave(NULL));
    camtls_connection_advance(NULL);
    camtls_connection_events(NULL);
    CHECK(camtls_connection_input(NULL, &window, &length) != 0);
    CHECK(camtls_connection_fed(NULL, 0) != 0);
    CHECK(camtls_connection_output(NULL, &bytes, &length) != 0);
    CHECK(camtls_connection_sent(NULL, 0) != 0);
    CHECK(camtls_connection_read(NULL, &byte, 1, &count) != 0);
    CHECK(camtls_connection_write(NULL, &byte, 1, &count) != 0);
    CHECK(camtls_connection_pending(NULL) == 0);
    CHECK(camtls_connection_close(NULL) != 0);
    camtls_failure failure;
    camtls_connection_failure(NULL, &failure);
    camtls_connection_failure(NULL, NULL);
    camtls_failure_last(NULL);
    camtls_memory_usage(NULL, NULL, NULL);
    CHECK(camtls_connection_verify_result(NULL) != 0);
    CHECK(camtls_connection_cipher(NULL) == NULL);
    CHECK(camtls_connection_version(NULL) == NULL);
    CHECK(camtls_connection_alpn(NULL) == NULL);
    CHECK(camtls_connection_cipher_bits(NULL) == 0);
    camtls_connection_refuse_truncation(NULL);
    CHECK(!camtls_connection_is_resumed(NULL));
    camtls_session *session = NULL;
    CHECK(camtls_connection_session(NULL, &session) != 0 && session == NULL);
    CHECK(camtls_connection_session(NULL, NULL) != 0);
    CHECK(camtls_connection_take_up(NULL, NULL) != 0);
    camtls_session_free(NULL);
    CHECK(camtls_connection_peer_certificate(NULL, 0, &bytes, &length) != 0);
    CHECK(camtls_connection_callback(NULL, &bytes, &length, &depth) != 0);
    CHECK(camtls_connection_callback_result(NULL, 0) != 0);
    camtls_connection_timer(NULL);
    CHECK(camtls_certificate_verify(NULL, 1, NULL, 1, NULL, 1, NULL, 0, true, 0) != 0);
    CHECK(camtls_certificate_verify(NULL, 0, NULL, 0, NULL, 0, NULL, 0, true, 0) != 0);
    CHECK_CODE(camtls_certificate_verify(&byte, 1, &byte, 1, NULL, 0, NULL, 1, true, 0), CAMTLS_ERR_BAD_ARGUMENT);
    CHECK(camtls_certificate_verify(&byte, 1, &byte, 1, NULL, 1, NULL, 0, true, 0) != 0);
    CHECK(camtls_certificate_read(NULL, 0, NULL) != 0);
    CHECK(camtls_certificate_read(&byte, 1, NULL) != 0);
    CHECK(camtls_certificate_next(NULL, NULL) != 0);
    CHECK(camtls_certificate_find(NULL, 1, 0, &bytes, &length) != 0);
    CHECK(camtls_certificate_find(NULL, 0, 0, &bytes, &length) != 0);
    CHECK(camtls_context_replace_identity(NULL, &byte, 1, CAMTLS_MEMORY_COPY, &byte, 1, &byte, 1) != 0);
    CHECK(camtls_context_replace_anchors(NULL, &byte, 1, CAMTLS_MEMORY_COPY) != 0);
    CHECK(camtls_context_replace_crls(NULL, &byte, 1, CAMTLS_MEMORY_COPY) != 0);
    CHECK(camtls_clock_read(NULL) != 0);

    if (!CHECK_CODE(camtls_context_new(CAMTLS_PROTOCOL_TLS_CLIENT, &context), 0)) {
        return;
    }
    CHECK(camtls_context_replace_identity(context, NULL, 0, CAMTLS_MEMORY_COPY, &byte, 1, NULL, 0) != 0);
    CHECK(camtls_context_replace_identity(context, &byte, 1, CAMTLS_MEMORY_COPY, NULL, 0, NULL, 0) != 0);
    CHECK(camtls_context_load_identity(context, NULL, 1, CAMTLS_MEMORY_COPY, &byte, 1, &warning) != 0);
    CHECK(camtls_context_load_identity(context, &byte, 1, CAMTLS_MEMORY_COPY, NULL, 1, &warning) != 0);
    CHECK(camtls_context_load_identity(context, &byte, 1, CAMTLS_MEMORY_COPY, &byte, 1, NULL) != 0);
    CHECK(camtls_context_load_anchors(context, NULL, 1, CAMTLS_MEMORY_COPY) != 0);
    CHECK(camtls_context_load_anchors(context, NULL, 0, CAMTLS_MEMORY_COPY) != 0);
    CHECK(camtls_context_load_crls(context, NULL, 1, CAMTLS_MEMORY_COPY) != 0);
    CHECK(camtls_context_pin_public_key(context, NULL) != 0);
    CHECK(camtls_context_set_ciphers(context, NULL, 4) != 0);
    CHECK(camtls_connection_new(context, false, NULL, 0, NULL) != 0);
    camtls_context_free(context);
}

static void test_null_outputs(void) {
    check_begin("arguments: a connection refuses NULL where it would write");
    static pair both;
    if (!CHECK_CODE(pair_open(&both, &pair_usual), 0)) {
        return;
    }
    camtls_connection *connection = both.connection[PAIR_CLIENT];
    size_t length = 0;
    uint8_t byte = 0, *window = NULL;
    const uint8_t *bytes = NULL;
    int32_t depth = 0;
    CHECK_CODE(camtls_connection_enter(connection), 0);
    camtls_connection_advance(connection);
    CHECK(camtls_connection_input(connection, NULL, &length) != 0);
    CHECK(camtls_connection_input(connection, &window, NULL) != 0);
    CHECK(camtls_connection_output(connection, NULL, &length) != 0);
    CHECK(camtls_connection_output(connection, &bytes, NULL) != 0);
    CHECK(camtls_connection_read(connection, NULL, 1, &length) != 0);
    CHECK(camtls_connection_read(connection, &byte, 1, NULL) != 0);
    CHECK(camtls_connection_write(connection, NULL, 1, &length) != 0);
    CHECK(camtls_connection_write(connection, &byte, 1, NULL) != 0);
    CHECK(camtls_connection_peer_certificate(connection, 0, NULL, &length) != 0);
    CHECK(camtls_connection_peer_certificate(connection, 0, &bytes, NULL) != 0);
    CHECK(camtls_connection_callback(connection, NULL, NULL, &depth) != 0);
    camtls_connection_leave(connection);
    // None of this is a failure of the connection.
    CHECK_CODE(pair_code(&both, PAIR_CLIENT), 0);
    CHECK(pair_handshake(&both));
    pair_close(&both);
}

static void test_enums(void) {
    check_begin("arguments: a number outside its enum is refused");
    static const int32_t wrong[] = {-2, 4, 7, 99, INT32_MAX, INT32_MIN};
    camtls_context *context = NULL;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); ++i) {
        CHECK(camtls_context_new(wrong[i], &context) != 0);
        CHECK(context == NULL);
    }
    CHECK(camtls_context_new(-1, &context) != 0);
    if (!CHECK_CODE(camtls_context_new(CAMTLS_PROTOCOL_TLS_CLIENT, &context), 0)) {
        return;
    }
    check_file ca = check_read("ca.der");
    int32_t before = camtls_context_verify_mode(context);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); ++i) {
        CHECK(camtls_context_set_verify_mode(context, wrong[i]) != 0);
        CHECK(camtls_context_verify_mode(context) == before);
        CHECK(camtls_context_load_anchors(context, ca.bytes, ca.length, wrong[i]) != 0);
        CHECK(camtls_context_anchor_count(context) == 0);
    }
    CHECK(camtls_context_set_verify_mode(context, 3) != 0);
    CHECK(camtls_context_set_versions(context, 0x0301, 0) != 0);
    CHECK(camtls_context_set_versions(context, 0, 0x0302) != 0);
    CHECK(camtls_context_set_versions(context, 0x0304, 0x0303) != 0);
    CHECK(camtls_context_set_versions(context, 0x9999, 0x9999) != 0);
    CHECK_CODE(camtls_context_set_versions(context, 0x0303, 0x0304), 0);
    CHECK(camtls_context_set_ciphers(context, "TLS-NOT-A-SUITE", 15) != 0);
    CHECK(camtls_context_set_ciphers(context, "", 0) != 0);
    camtls_context_free(context);
}

static void test_ciphers(void) {
    check_begin("arguments: every suite that a context names can be set");
    camtls_context *context;
    CHECK_CODE(camtls_context_new(CAMTLS_PROTOCOL_TLS_CLIENT, &context), 0);
    size_t count = 0;
    for (const char *name; (name = camtls_context_cipher(context, count)) != NULL; ++count) {
        camtls_context *other;
        CHECK_CODE(camtls_context_new(CAMTLS_PROTOCOL_TLS_CLIENT, &other), 0);
        CHECK_CODE(camtls_context_set_ciphers(other, name, strlen(name)), 0);
        CHECK(strstr(name, "CBC") == NULL && strstr(name, "MD5") == NULL && strstr(name, "NULL") == NULL);
        camtls_context_free(other);
    }
    CHECK(count >= 3);
    CHECK(camtls_context_cipher(context, (size_t)-1) == NULL);
    camtls_context_free(context);
}

static void test_busy(void) {
    check_begin("arguments: a connection in use is EBUSY, and its end waits until it is left");
    static pair both;
    if (!CHECK_CODE(pair_open(&both, &pair_usual), 0)) {
        return;
    }
    camtls_connection *connection = both.connection[PAIR_CLIENT];
    CHECK_CODE(camtls_connection_enter(connection), 0);
    CHECK_CODE(camtls_connection_enter(connection), EBUSY);
    CHECK(!camtls_connection_leave(connection));
    CHECK_CODE(camtls_connection_enter(connection), 0);
    camtls_connection_advance(connection);
    camtls_connection_free(connection);
    CHECK(camtls_connection_leave(connection));
    both.connection[PAIR_CLIENT] = NULL;
    pair_close(&both);
}

static void test_too_much(void) {
    check_begin("arguments: more fed or sent than was offered is refused");
    static pair both;
    if (!CHECK_CODE(pair_open(&both, &pair_usual), 0)) {
        return;
    }
    camtls_connection *client = both.connection[PAIR_CLIENT], *server = both.connection[PAIR_SERVER];
    const uint8_t *bytes;
    uint8_t *window;
    size_t length;
    CHECK_CODE(camtls_connection_enter(client), 0);
    uint32_t events;
    do {
        events = camtls_connection_advance(client);
    } while (!(events & (CAMTLS_EVENT_WANT_READ | CAMTLS_EVENT_FAILED)));
    CHECK(events & CAMTLS_EVENT_WANT_WRITE);
    CHECK_CODE(camtls_connection_output(client, &bytes, &length), 0);
    CHECK(camtls_connection_sent(client, length + 1) != 0);
    camtls_connection_leave(client);
    CHECK_CODE(camtls_connection_enter(server), 0);
    CHECK(camtls_connection_advance(server) & CAMTLS_EVENT_WANT_READ);
    CHECK_CODE(camtls_connection_input(server, &window, &length), 0);
    CHECK(camtls_connection_fed(server, length + 1) != 0);
    camtls_connection_leave(server);
    pair_close(&both);
}

static void test_hostnames(void) {
    check_begin("arguments: a host name is never cut short, never empty");
    static const struct {
        const char *name;
        size_t length;
    } wrong[] = {
        {"", 0}, {"broker.local\0.evil", 18}, {"\0", 1}, {"broker local", 12}, {"broker..local", 13}, {".", 1},
        {"*.example.local", 15}, {"\xff\xfe", 2},
    };
    char long_name[300];
    memset(long_name, 'a', sizeof(long_name));
    camtls_context *context;
    camtls_connection *connection = NULL;
    CHECK_CODE(camtls_context_new(CAMTLS_PROTOCOL_TLS_CLIENT, &context), 0);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); ++i) {
        int32_t result = camtls_connection_new(context, false, wrong[i].name, wrong[i].length, &connection);
        if (!CHECK(result != 0)) {
            camtls_connection_free(connection);
            connection = NULL;
        }
    }
    CHECK(camtls_connection_new(context, false, long_name, sizeof(long_name), &connection) != 0);
    CHECK(connection == NULL);
    // Anchors without a name to look for.
    check_file ca = check_read("ca.der");
    CHECK_CODE(camtls_context_load_anchors(context, ca.bytes, ca.length, CAMTLS_MEMORY_COPY), 0);
    CHECK_CODE(camtls_context_verify_mode(context), CAMTLS_VERIFY_REQUIRED);
    CHECK_CODE(camtls_connection_new(context, false, NULL, 0, &connection), CAMTLS_ERR_HOSTNAME_REQUIRED);
    CHECK_CODE(camtls_connection_new(context, false, NULL, 1, &connection), CAMTLS_ERR_BAD_ARGUMENT);
    CHECK_CODE(camtls_context_set_check_hostname(context, false), 0);
    CHECK_CODE(camtls_connection_new(context, false, NULL, 0, &connection), 0);
    camtls_connection_free(connection);
    camtls_context_free(context);
}

void test_arguments(void) {
    test_null();
    test_null_outputs();
    test_enums();
    test_ciphers();
    test_busy();
    test_too_much();
    test_hostnames();
}
