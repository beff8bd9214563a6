#include <stdio.h>
#include <string.h>

#include "check.h"
#include "groups.h"
#include "pair.h"
#include "port.h"

static pair both;

static const uint16_t versions[] = {0x0303, 0x0304};

static const char *version_name(uint16_t version) {
    return version == 0x0303 ? "TLSv1.2" : "TLSv1.3";
}

static void echo(void) {
    static uint8_t bytes[40000];
    for (size_t i = 0; i < sizeof(bytes); ++i) {
        bytes[i] = (uint8_t)(i * 7 + i / 251);
    }
    CHECK(pair_send(&both, PAIR_CLIENT, bytes, 1));
    CHECK(pair_send(&both, PAIR_SERVER, bytes, 1));
    CHECK(pair_send(&both, PAIR_CLIENT, bytes, sizeof(bytes)));
    CHECK(pair_send(&both, PAIR_SERVER, bytes, sizeof(bytes)));
}

static void say_goodbye(void) {
    camtls_connection *client = both.connection[PAIR_CLIENT], *server = both.connection[PAIR_SERVER];
    CHECK_CODE(camtls_connection_enter(client), 0);
    CHECK_CODE(camtls_connection_close(client), 0);
    CHECK_CODE(camtls_connection_close(client), 0);
    camtls_connection_leave(client);
    for (unsigned turns = 0; turns < 10; ++turns) {
        pair_turn(&both);
    }
    CHECK(pair_events(&both, PAIR_CLIENT) & CAMTLS_EVENT_CLOSED);
    uint8_t byte;
    size_t count = 7;
    CHECK_CODE(camtls_connection_enter(server), 0);
    CHECK_CODE(camtls_connection_read(server, &byte, 1, &count), 0);
    camtls_connection_leave(server);
    CHECK(count == 0);
    CHECK(pair_events(&both, PAIR_SERVER) & CAMTLS_EVENT_PEER_CLOSED);
    CHECK(!(pair_events(&both, PAIR_SERVER) & (CAMTLS_EVENT_TRUNCATED | CAMTLS_EVENT_FAILED)));
    CHECK_CODE(pair_code(&both, PAIR_SERVER), 0);
}

static void peer_is(const char *name) {
    const uint8_t *der;
    size_t length;
    check_file file = check_read(name);
    if (CHECK_CODE(camtls_connection_peer_certificate(both.connection[PAIR_CLIENT], 0, &der, &length), 0)) {
        CHECK(length <= file.length && memcmp(der, file.bytes, length) == 0);
    }
    CHECK(camtls_connection_peer_certificate(both.connection[PAIR_CLIENT], 9, &der, &length) != 0);
}

static void test_kinds(void) {
    static const pair_setup kinds[] = {
        {.anchors = "ca.der", .hostname = "broker.local", .certificate = "server.der", .key = "server.key.der"},
        {.anchors = "ca.der", .hostname = "192.0.2.7", .certificate = "server.der", .key = "server.sec1.der"},
        {.anchors = "camera.der", .hostname = "camera.local", .certificate = "camera.der", .key = "camera.key.der"},
        {.anchors = "ca.der", .hostname = "BROKER.local", .certificate = "deep.chain.der", .key = "deep.key.der"},
        {.anchors = "issuing.der", .hostname = "broker.local", .certificate = "deep.der", .key = "deep.key.der"},
        {.anchors = "ca.der", .hostname = "a.example.local", .certificate = "wild.der", .key = "wild.key.der"},
        {.anchors = "rsa-ca.der", .hostname = "broker.local", .certificate = "rsa.der", .key = "rsa.key.der"},
        {.anchors = "p384-ca.der", .hostname = "broker.local", .certificate = "p384.der", .key = "p384.key.der"},
        {.anchors = "two.der", .hostname = "broker.local", .certificate = "stranger.der", .key = "stranger.key.der"},
    };
    for (size_t version = 0; version < 2; ++version) {
        check_begin(version ? "handshake: TLS 1.3, every kind of key" : "handshake: TLS 1.2, every kind of key");
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); ++i) {
            pair_setup setup = kinds[i];
            setup.version = versions[version];
            if (!CHECK_CODE(pair_open(&both, &setup), 0) || !CHECK(pair_handshake(&both))) {
                printf("    %s: client %d, server %d\n", setup.certificate, (int)pair_code(&both, PAIR_CLIENT), (int)pair_code(&both, PAIR_SERVER));
                pair_close(&both);
                continue;
            }
            const char *name = camtls_connection_version(both.connection[PAIR_CLIENT]);
            CHECK(name != NULL && strcmp(name, version_name(versions[version])) == 0);
            CHECK(camtls_connection_cipher(both.connection[PAIR_CLIENT]) != NULL);
            CHECK_CODE(camtls_connection_verify_result(both.connection[PAIR_CLIENT]), 0);
            peer_is(setup.certificate);
            echo();
            say_goodbye();
            pair_close(&both);
        }
    }
}

static void test_before_and_after(void) {
    check_begin("handshake: cipher, version and peer are absent before it, and harmless after close");
    CHECK_CODE(pair_open(&both, &pair_usual), 0);
    const uint8_t *der;
    size_t length;
    CHECK(camtls_connection_cipher(both.connection[PAIR_CLIENT]) == NULL);
    CHECK(camtls_connection_peer_certificate(both.connection[PAIR_CLIENT], 0, &der, &length) != 0);
    CHECK(pair_handshake(&both));
    say_goodbye();
    camtls_connection_cipher(both.connection[PAIR_CLIENT]);
    camtls_connection_version(both.connection[PAIR_CLIENT]);
    camtls_connection_peer_certificate(both.connection[PAIR_CLIENT], 0, &der, &length);
    pair_close(&both);
}

static void test_client_certificates(void) {
    static const struct {
        const char *client_certificate, *client_key;
        int32_t server_error;
    } cases[] = {
        {"client.der", "client.key.der", 0},
        {NULL, NULL, CAMTLS_ERR_PEER_CERT_MISSING},
        {"stranger-client.der", "stranger-client.key.der", CAMTLS_ERR_UNKNOWN_ISSUER},
        {"server.der", "server.key.der", CAMTLS_ERR_WRONG_PURPOSE},
    };
    check_begin("handshake: client certificates are demanded, accepted and refused");
    for (size_t version = 0; version < 2; ++version) {
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
            pair_setup setup = pair_usual;
            setup.version = versions[version];
            setup.client_anchors = "ca.der";
            setup.client_certificate = cases[i].client_certificate;
            setup.client_key = cases[i].client_key;
            if (!CHECK_CODE(pair_open(&both, &setup), 0)) {
                pair_close(&both);
                continue;
            }
            bool done = pair_handshake(&both);
            if (cases[i].server_error == 0) {
                CHECK(done);
                echo();
            } else {
                CHECK_CODE(pair_code(&both, PAIR_SERVER), cases[i].server_error);
                // The client hears of it by an alert: in TLS 1.3 after its own handshake is done.
                camtls_connection *client = both.connection[PAIR_CLIENT];
                for (unsigned turns = 0; turns < 10; ++turns) {
                    uint8_t byte;
                    size_t count;
                    pair_turn(&both);
                    CHECK_CODE(camtls_connection_enter(client), 0);
                    camtls_connection_read(client, &byte, 1, &count);
                    camtls_connection_leave(client);
                }
                camtls_failure failure;
                camtls_connection_failure(client, &failure);
                CHECK(failure.code <= -0x8400 && failure.code > -0x8500);
                CHECK(failure.alert_direction == CAMTLS_ALERT_RECEIVED);
            }
            pair_close(&both);
        }
    }
}

static void test_verdicts(void) {
    static const struct {
        const char *anchors, *hostname, *certificate, *key;
        int32_t error;
        const char *words;
    } cases[] = {
        {"ca.der", "broker.local", "expired.der", "expired.key.der", CAMTLS_ERR_CERT_EXPIRED, "3 days"},
        {"ca.der", "broker.local", "early.der", "early.key.der", CAMTLS_ERR_CERT_NOT_YET_VALID, "clock"},
        {"ca.der", "broker.local", "other-name.der", "other-name.key.der", CAMTLS_ERR_NAME_MISMATCH, "other.local"},
        {"ca.der", "192.0.2.8", "server.der", "server.key.der", CAMTLS_ERR_NAME_MISMATCH, "192.0.2.8"},
        {"ca.der", "example.local", "wild.der", "wild.key.der", CAMTLS_ERR_NAME_MISMATCH, "*.example.local"},
        {"ca.der", "a.b.example.local", "wild.der", "wild.key.der", CAMTLS_ERR_NAME_MISMATCH, ""},
        {"ca.der", "broker.local", "common-name.der", "common-name.key.der", CAMTLS_ERR_NAME_ONLY_COMMON, "subjectAltName"},
        {"other-ca.der", "broker.local", "server.der", "server.key.der", CAMTLS_ERR_UNKNOWN_ISSUER, "Example Root"},
        {"ca.der", "broker.local", "tampered.der", "tampered.key.der", CAMTLS_ERR_BAD_SIGNATURE, ""},
        {"ca.der", "broker.local", "client-only.der", "client-only.key.der", CAMTLS_ERR_WRONG_PURPOSE, ""},
        {"ca.der", "broker.local", "deep.der", "deep.key.der", CAMTLS_ERR_UNKNOWN_ISSUER, "Example Issuing"},
    };
    for (size_t version = 0; version < 2; ++version) {
        check_begin(version ? "handshake: TLS 1.3, a peer that must not be trusted" : "handshake: TLS 1.2, a peer that must not be trusted");
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
            pair_setup setup = {versions[version], cases[i].anchors, cases[i].hostname, cases[i].certificate, cases[i].key, NULL, NULL, NULL};
            if (!CHECK_CODE(pair_open(&both, &setup), 0)) {
                pair_close(&both);
                continue;
            }
            CHECK(!pair_handshake(&both));
            camtls_failure failure;
            memset(&failure, 0, sizeof(failure));
            camtls_connection_failure(both.connection[PAIR_CLIENT], &failure);
            if (!CHECK_CODE(failure.code, cases[i].error) || !CHECK(strstr(failure.text, cases[i].words) != NULL)) {
                printf("    %s: %s\n", cases[i].certificate, failure.text);
            }
            CHECK(strlen(failure.text) < sizeof(failure.text));
            CHECK(failure.alert_direction == CAMTLS_ALERT_SENT);
            // Nothing can be read or written any more, and the failure stays.
            uint8_t byte = 0;
            size_t count = 0;
            CHECK_CODE(camtls_connection_enter(both.connection[PAIR_CLIENT]), 0);
            CHECK(camtls_connection_write(both.connection[PAIR_CLIENT], &byte, 1, &count) != 0 && count == 0);
            camtls_connection_read(both.connection[PAIR_CLIENT], &byte, 1, &count);
            CHECK(count == 0);
            camtls_connection_leave(both.connection[PAIR_CLIENT]);
            CHECK_CODE(pair_code(&both, PAIR_CLIENT), failure.code);
            // The server is told by an alert.
            for (unsigned turns = 0; turns < 10; ++turns) {
                pair_turn(&both);
            }
            camtls_connection_failure(both.connection[PAIR_SERVER], &failure);
            if (!CHECK(failure.alert_direction == CAMTLS_ALERT_RECEIVED)) {
                printf("    the server has %d, %s\n", (int)failure.code, failure.text);
            }
            pair_close(&both);
        }
    }
}

static void test_unset_clock(void) {
    check_begin("handshake: without a clock nothing is trusted");
    for (size_t version = 0; version < 2; ++version) {
        pair_setup setup = pair_usual;
        setup.version = versions[version];
        port.clock_set = version == 1;
        port.clock = 1000;  // 1970: a clock before the library was built is not set either
        int32_t result = pair_open(&both, &setup);
        if (result == 0) {
            CHECK(!pair_handshake(&both));
            result = pair_code(&both, PAIR_CLIENT);
        }
        CHECK_CODE(result, CAMTLS_ERR_CLOCK_NOT_SET);
        pair_close(&both);
    }
    port_reset();
}

static void test_modes(void) {
    check_begin("handshake: CERT_NONE and CERT_OPTIONAL go on and keep the verdict");
    static const int32_t modes[] = {CAMTLS_VERIFY_NONE, CAMTLS_VERIFY_OPTIONAL};
    for (size_t version = 0; version < 2; ++version) {
        for (size_t i = 0; i < 2; ++i) {
            pair_setup setup = {versions[version], "ca.der", "broker.local", "expired.der", "expired.key.der", NULL, NULL, NULL};
            CHECK_CODE(pair_open(&both, &setup), 0);
            camtls_connection_free(both.connection[PAIR_CLIENT]);
            both.connection[PAIR_CLIENT] = NULL;
            CHECK_CODE(camtls_context_set_verify_mode(both.context[PAIR_CLIENT], modes[i]), 0);
            CHECK_CODE(camtls_connection_new(both.context[PAIR_CLIENT], false, "broker.local", 12, &both.connection[PAIR_CLIENT]), 0);
            CHECK(pair_handshake(&both));
            CHECK(camtls_connection_verify_result(both.connection[PAIR_CLIENT]) != 0);
            if (modes[i] == CAMTLS_VERIFY_OPTIONAL) {
                CHECK_CODE(camtls_connection_verify_result(both.connection[PAIR_CLIENT]), CAMTLS_ERR_CERT_EXPIRED);
            }
            echo();
            pair_close(&both);
        }
    }
}

static void test_callback(void) {
    check_begin("handshake: the callback sees the accepted path and may refuse it");
    for (size_t version = 0; version < 2; ++version) {
        for (int32_t answer = 0; answer < 2; ++answer) {
            pair_setup setup = {versions[version], "ca.der", "broker.local", "deep.chain.der", "deep.key.der", NULL, NULL, NULL};
            CHECK_CODE(pair_open(&both, &setup), 0);
            camtls_connection_free(both.connection[PAIR_CLIENT]);
            both.connection[PAIR_CLIENT] = NULL;
            CHECK_CODE(camtls_context_set_callback(both.context[PAIR_CLIENT], true), 0);
            CHECK_CODE(camtls_connection_new(both.context[PAIR_CLIENT], false, "broker.local", 12, &both.connection[PAIR_CLIENT]), 0);
            both.callback_result = answer ? -1234 : 0;
            CHECK(pair_handshake(&both) == (answer == 0));
            CHECK(both.callbacks == (answer ? 1 : 3));
            CHECK_CODE(both.callback_depth, answer ? 2 : 0);
            CHECK((pair_code(&both, PAIR_CLIENT) != 0) == (answer != 0));
            pair_close(&both);
        }
    }
}

static void test_versions_apart(void) {
    check_begin("handshake: no version in common");
    for (size_t version = 0; version < 2; ++version) {
        pair_setup setup = pair_usual;
        CHECK_CODE(pair_open(&both, &setup), 0);
        for (int end = 0; end < 2; ++end) {
            camtls_connection_free(both.connection[end]);
            both.connection[end] = NULL;
            uint16_t only = versions[(version + (size_t)end) % 2];
            CHECK_CODE(camtls_context_set_versions(both.context[end], only, only), 0);
            CHECK_CODE(camtls_connection_new(both.context[end], end == PAIR_SERVER, end ? NULL : "broker.local", end ? 0 : 12, &both.connection[end]), 0);
        }
        CHECK(!pair_handshake(&both));
        CHECK(pair_code(&both, PAIR_CLIENT) != 0);
        CHECK(pair_code(&both, PAIR_SERVER) != 0);
        pair_close(&both);
    }
}

static void test_pinned(void) {
    check_begin("handshake: a connection keeps what it began with when its context goes");
    CHECK_CODE(pair_open(&both, &pair_usual), 0);
    camtls_context_free(both.context[PAIR_CLIENT]);
    camtls_context_free(both.context[PAIR_SERVER]);
    both.context[PAIR_CLIENT] = NULL;
    both.context[PAIR_SERVER] = NULL;
    CHECK(pair_handshake(&both));
    echo();
    pair_close(&both);
}

static void test_pins(void) {
    static const uint8_t nobodys[32] = {1};
    check_begin("handshake: a server that pins keys asks for one, in every mode");
    static const int32_t modes[] = {CAMTLS_VERIFY_NONE, CAMTLS_VERIFY_OPTIONAL};
    for (size_t i = 0; i < 8; ++i) {
        pair_setup setup = pair_usual;
        bool shows = i & 4;
        setup.version = versions[i & 1];
        setup.client_certificate = shows ? "client.der" : NULL;
        setup.client_key = shows ? "client.key.der" : NULL;
        CHECK_CODE(pair_open(&both, &setup), 0);
        camtls_connection_free(both.connection[PAIR_SERVER]);
        CHECK_CODE(camtls_context_set_verify_mode(both.context[PAIR_SERVER], modes[(i >> 1) & 1]), 0);
        CHECK_CODE(camtls_context_pin_public_key(both.context[PAIR_SERVER], nobodys), 0);
        CHECK_CODE(camtls_connection_new(both.context[PAIR_SERVER], true, NULL, 0, &both.connection[PAIR_SERVER]), 0);
        pair_handshake(&both);
        CHECK_CODE(pair_code(&both, PAIR_SERVER), shows ? CAMTLS_ERR_PIN_MISMATCH : CAMTLS_ERR_PEER_CERT_MISSING);
        pair_close(&both);
    }
}

static void test_randomness(void) {
    check_begin("handshake: a generator that fails is never a zero");
    for (size_t version = 0; version < 2; ++version) {
        for (size_t n = 1; n < 40; ++n) {
            pair_setup setup = pair_usual;
            setup.version = versions[version];
            port.randoms = 0;
            port.fail_random = n;
            int32_t result = pair_open(&both, &setup);
            bool done = result == 0 && pair_handshake(&both);
            bool failed = port.randoms >= n;
            CHECK(done != failed);
            if (failed && result == 0) {
                CHECK(pair_code(&both, PAIR_CLIENT) != 0 || pair_code(&both, PAIR_SERVER) != 0);
            }
            pair_close(&both);
            if (!failed) {
                break;
            }
        }
    }
    port_reset();
}

static void test_verify(void) {
    check_begin("handshake: the verdict without a connection is the same");
    check_file ca = check_read("ca.der"), chain = check_read("deep.chain.der"), expired = check_read("expired.der");
    CHECK_CODE(camtls_certificate_verify(chain.bytes, chain.length, ca.bytes, ca.length, NULL, 0, "broker.local", 12, true, 0), 0);
    CHECK_CODE(camtls_certificate_verify(chain.bytes, chain.length, ca.bytes, ca.length, NULL, 0, NULL, 0, true, 0), 0);
    CHECK_CODE(camtls_certificate_verify(expired.bytes, expired.length, ca.bytes, ca.length, NULL, 0, "broker.local", 12, true, 0),
        CAMTLS_ERR_CERT_EXPIRED);
    CHECK_CODE(camtls_certificate_verify(chain.bytes, chain.length, ca.bytes, ca.length, NULL, 0, "elsewhere.local", 15, true, 0),
        CAMTLS_ERR_NAME_MISMATCH);
}

void test_handshake(void) {
    test_kinds();
    test_before_and_after();
    test_client_certificates();
    test_verdicts();
    test_unset_clock();
    test_modes();
    test_callback();
    test_versions_apart();
    test_pinned();
    test_pins();
    test_randomness();
    test_verify();
}
