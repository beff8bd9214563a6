#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "groups.h"
#include "pair.h"
#include "port.h"

#define DAY (86400)

static pair both;

static void test_find(void) {
    check_begin("operations: each certificate of a file is found, and no more");
    check_file files[] = {check_read("deep.der"), check_read("issuing.der"), check_read("ca.der")};
    static uint8_t joined[4096];
    size_t total = 0;
    for (size_t i = 0; i < 3; ++i) {
        memcpy(joined + total, files[i].bytes, files[i].length);
        total += files[i].length;
    }
    const uint8_t *found = NULL;
    size_t length = 0;
    for (size_t i = 0; i < 3; ++i) {
        CHECK_CODE(camtls_certificate_find(joined, total, i, &found, &length), 0);
        CHECK(length == files[i].length && memcmp(found, files[i].bytes, length) == 0);
    }
    CHECK_CODE(camtls_certificate_find(joined, total, 3, &found, &length), ENOENT);
    CHECK_CODE(camtls_certificate_find(joined, total, (size_t)-1, &found, &length), ENOENT);
    CHECK_CODE(camtls_certificate_find(joined, total - 1, 0, &found, &length), CAMTLS_ERR_TRUNCATED);
    CHECK_CODE(camtls_certificate_find(joined, total, 0, NULL, &length), CAMTLS_ERR_BAD_ARGUMENT);

    camtls_certificate_info info;
    CHECK_CODE(camtls_certificate_read(files[0].bytes, files[0].length, &info), 0);
    CHECK((info.renewal - info.not_before) * 3 == (info.not_after - info.not_before) * 2);
    // What is pinned by is what is told.
    check_file other = check_read("issuing.der");
    camtls_certificate_info another;
    CHECK_CODE(camtls_certificate_read(other.bytes, other.length, &another), 0);
    CHECK(memcmp(info.pin, another.pin, sizeof(info.pin)) != 0);
}

static void test_clock(void) {
    check_begin("operations: the clock does not go back behind what was signed, or told");
    int64_t now = 0;
    CHECK(camtls_clock_floor() == 0);
    CHECK_CODE(camtls_clock_read(&now), 0);
    CHECK(now == port.clock);
    check_file server = check_read("server.der");
    camtls_certificate_info info;
    CHECK_CODE(camtls_certificate_read(server.bytes, server.length, &info), 0);
    check_file ca = check_read("ca.der");
    camtls_certificate_info root;
    CHECK_CODE(camtls_certificate_read(ca.bytes, ca.length, &root), 0);

    // A refused chain proves nothing, an accepted one its newest first day. The clock itself proves nothing either.
    int64_t present = port.clock;
    pair_setup refused = {0, "other-ca.der", "broker.local", "server.der", "server.key.der", NULL, NULL, NULL};
    CHECK_CODE(pair_open(&both, &refused), 0);
    CHECK(!pair_handshake(&both));
    pair_close(&both);
    CHECK(camtls_clock_floor() == 0);
    port.clock = present + 30 * DAY;
    CHECK_CODE(pair_open(&both, &pair_usual), 0);
    CHECK(pair_handshake(&both));
    pair_close(&both);
    CHECK(camtls_clock_floor() == (info.not_before > root.not_before ? info.not_before : root.not_before));

    // Told, it only rises.
    camtls_clock_raise_floor(present + 10 * DAY);
    camtls_clock_raise_floor(present + 5 * DAY);
    camtls_clock_raise_floor(-1);
    CHECK(camtls_clock_floor() == present + 10 * DAY);
    port.clock = present + 10 * DAY;
    CHECK_CODE(camtls_clock_read(&now), 0);
    port.clock -= 1;
    CHECK_CODE(camtls_clock_read(&now), CAMTLS_ERR_CLOCK_WENT_BACK);
    CHECK(now == present + 10 * DAY);

    // What is told by one who may be wrong holds, too, but is not the floor; what cannot be is refused.
    CHECK_CODE(camtls_clock_tell(present + 10 * DAY - 1), CAMTLS_ERR_CLOCK_WENT_BACK);
    CHECK_CODE(camtls_clock_tell(present + 12 * DAY), 0);
    CHECK_CODE(camtls_clock_tell(present + 11 * DAY), CAMTLS_ERR_CLOCK_WENT_BACK);
    CHECK(camtls_clock_floor() == present + 10 * DAY);
    port.clock = present + 12 * DAY - 1;
    CHECK_CODE(camtls_clock_read(&now), CAMTLS_ERR_CLOCK_WENT_BACK);
    port.clock += 1;
    CHECK_CODE(camtls_clock_read(&now), 0);
    camtls_deinit();
    CHECK_CODE(camtls_init(CAMTLS_ABI_VERSION, CAMTLS_STRUCT_SIZES), 0);
    CHECK_CODE(camtls_clock_tell(0), CAMTLS_ERR_CLOCK_WENT_BACK);
    camtls_clock_raise_floor(present + 10 * DAY);
    port.clock = present + 10 * DAY - 1;
    CHECK_CODE(camtls_clock_read(&now), CAMTLS_ERR_CLOCK_WENT_BACK);

    // It revives no expired certificate: the chain is not even looked at. With CERT_OPTIONAL it is the verdict.
    CHECK_CODE(camtls_certificate_verify(server.bytes, server.length, ca.bytes, ca.length, NULL, 0, NULL, 0, true, 0),
        CAMTLS_ERR_CLOCK_WENT_BACK);
    CHECK_CODE(pair_open(&both, &pair_usual), 0);
    CHECK(!pair_handshake(&both));
    CHECK_CODE(pair_code(&both, PAIR_CLIENT), CAMTLS_ERR_CLOCK_WENT_BACK);
    camtls_failure failure;
    camtls_connection_failure(both.connection[PAIR_CLIENT], &failure);
    CHECK(failure.now == port.clock && failure.not_after == present + 10 * DAY);
    CHECK(failure.alert_direction == CAMTLS_ALERT_SENT);
    pair_close(&both);

    // A time beyond what 32 bits hold stays one that no clock reaches too early.
    camtls_clock_raise_floor(INT64_MAX);
    CHECK(camtls_clock_floor() == UINT32_MAX);
    camtls_deinit();
    CHECK_CODE(camtls_init(CAMTLS_ABI_VERSION, CAMTLS_STRUCT_SIZES), 0);
    CHECK(camtls_clock_floor() == 0);
    port.clock = present;
}

static int32_t replace(camtls_context *context, const char *certificate, const char *key, const char *anchors) {
    check_file chain = check_read(certificate), secret = check_read(key);
    check_file by = anchors == NULL ? (check_file) {NULL, 0} : check_read(anchors);
    return camtls_context_replace_identity(context, chain.bytes, chain.length, CAMTLS_MEMORY_BORROW, secret.bytes, secret.length,
        by.bytes, by.length);
}

static void test_replace(void) {
    check_begin("operations: an identity is replaced by one that peers accept, whatever fails in between");
    CHECK_CODE(pair_open(&both, &pair_usual), 0);
    CHECK(pair_handshake(&both));
    camtls_context *server = both.context[PAIR_SERVER];
    CHECK_CODE(replace(server, "expired.der", "expired.key.der", NULL), CAMTLS_ERR_CERT_EXPIRED);
    CHECK_CODE(replace(server, "expired.der", "expired.key.der", "ca.der"), CAMTLS_ERR_CERT_EXPIRED);
    CHECK_CODE(replace(server, "stranger.der", "stranger.key.der", "ca.der"), CAMTLS_ERR_UNKNOWN_ISSUER);
    CHECK_CODE(replace(server, "client.der", "client.key.der", "ca.der"), CAMTLS_ERR_WRONG_PURPOSE);
    CHECK_CODE(replace(server, "stranger.der", "server.key.der", "other-ca.der"), CAMTLS_ERR_KEY_MISMATCH);
    // Only NULL without a length says that there is no CA.
    check_file chain = check_read("stranger.der"), key = check_read("stranger.key.der");
    CHECK_CODE(camtls_context_replace_identity(server, chain.bytes, chain.length, CAMTLS_MEMORY_BORROW, key.bytes, key.length,
        key.bytes, 0), CAMTLS_ERR_FILE_EMPTY);
    CHECK_CODE(camtls_context_replace_identity(server, chain.bytes, chain.length, CAMTLS_MEMORY_BORROW, key.bytes, key.length,
        NULL, 1), CAMTLS_ERR_BAD_ARGUMENT);
    // Every allocation fails once; then it goes through.
    int32_t code = ENOMEM;
    for (size_t failing = 1; code == ENOMEM && failing < 20000; ++failing) {
        port.callocs = port.takes = 0;
        port.fail_calloc = failing;
        code = replace(server, "stranger.der", "stranger.key.der", "other-ca.der");
        port.fail_calloc = 0;
    }
    CHECK_CODE(code, 0);
    uint8_t word[] = "still there";
    CHECK(pair_send(&both, PAIR_SERVER, word, sizeof(word)));

    // New connections have it: the client that trusts the old CA alone refuses, with the new one in its place it accepts.
    check_file anchors = check_read("other-ca.der"), junk = check_read("server.key.der");
    for (int round = 0; round < 2; ++round) {
        for (int end = 0; end < 2; ++end) {
            camtls_connection_free(both.connection[end]);
            CHECK_CODE(camtls_connection_new(both.context[end], end == PAIR_SERVER, end == PAIR_CLIENT ? "broker.local" : NULL,
                end == PAIR_CLIENT ? 12 : 0, &both.connection[end]), 0);
            both.to[end].head = both.to[end].tail = 0;
        }
        CHECK(pair_handshake(&both) == (round == 1));
        camtls_context *client = both.context[PAIR_CLIENT];
        CHECK(camtls_context_replace_anchors(client, junk.bytes, junk.length, CAMTLS_MEMORY_COPY) != 0);
        CHECK(camtls_context_anchor_count(client) == 1);
        CHECK_CODE(camtls_context_replace_anchors(client, anchors.bytes, anchors.length, CAMTLS_MEMORY_BORROW), 0);
        CHECK(camtls_context_anchor_count(client) == 1);
    }
    pair_close(&both);
}

void test_operations(void) {
    test_find();
    test_clock();
    test_replace();
}
