#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "groups.h"
#include "pair.h"
#include "port.h"

static pair both;

static const uint16_t versions[] = {0x0303, 0x0304};

static bool transfer(void) {
    static const uint8_t bytes[3000] = {9, 8, 7};
    return pair_send(&both, PAIR_CLIENT, bytes, sizeof(bytes)) && pair_send(&both, PAIR_SERVER, bytes, sizeof(bytes));
}

static void hang_up(void) {
    for (int end = 0; end < 2; ++end) {
        camtls_connection_free(both.connection[end]);
        both.connection[end] = NULL;
        memset(&both.to[end], 0, sizeof(both.to[end]));
        both.to[end].flip = both.to[end].cut = PAIR_NEVER;
    }
    both.refused = 0;
}

// New connections of the same contexts. 0, or the first code that a call gave.
static int32_t reconnect(const char *hostname, const camtls_session *session) {
    hang_up();
    int32_t result = camtls_connection_new(both.context[PAIR_CLIENT], false, hostname, strlen(hostname), &both.connection[PAIR_CLIENT]);
    if (result == 0) {
        result = camtls_connection_new(both.context[PAIR_SERVER], true, NULL, 0, &both.connection[PAIR_SERVER]);
    }
    if (result == 0 && session != NULL) {
        result = camtls_connection_take_up(both.connection[PAIR_CLIENT], session);
    }
    return result;
}

static camtls_session *session_of(uint16_t version) {
    pair_setup setup = pair_usual;
    setup.version = version;
    camtls_session *session = NULL;
    CHECK_CODE(pair_open(&both, &setup), 0);
    CHECK(pair_handshake(&both) && transfer());
    CHECK(!camtls_connection_is_resumed(both.connection[PAIR_CLIENT]));
    CHECK_CODE(camtls_connection_session(both.connection[PAIR_CLIENT], &session), 0);
    return session;
}

static void test_resumed(void) {
    for (size_t version = 0; version < 2; ++version) {
        check_begin(version ? "session: TLS 1.3, a session is resumed" : "session: TLS 1.2, a session is resumed");
        camtls_session *session = session_of(versions[version]), *next = NULL;
        for (unsigned i = 0; i < 3; ++i) {
            CHECK_CODE(reconnect("broker.local", session), 0);
            CHECK(!camtls_connection_is_resumed(both.connection[PAIR_CLIENT]));
            // Each byte by itself, and all at once.
            both.chunk = i == 0 ? 1 : PAIR_WIRE_SIZE;
            CHECK(pair_handshake(&both) && transfer());
            for (int end = 0; end < 2; ++end) {
                CHECK(camtls_connection_is_resumed(both.connection[end]));
            }
            CHECK(camtls_connection_verify_result(both.connection[PAIR_CLIENT]) == 0);
            const uint8_t *der;
            size_t length;
            CHECK_CODE(camtls_connection_peer_certificate(both.connection[PAIR_CLIENT], 0, &der, &length), 0);
            CHECK(length > 300 && der[0] == 0x30);
            CHECK(camtls_connection_peer_certificate(both.connection[PAIR_CLIENT], 1, &der, &length) == ENOENT);
            CHECK_CODE(camtls_connection_session(both.connection[PAIR_CLIENT], &next), 0);
            camtls_session_free(session);
            session = next;
        }
        // A handshake that has begun takes no session, a server has none, and another name is another server.
        CHECK_CODE(camtls_connection_take_up(both.connection[PAIR_CLIENT], session), CAMTLS_ERR_WRONG_STATE);
        CHECK(camtls_connection_session(both.connection[PAIR_SERVER], &next) == ENOENT);
        CHECK_CODE(reconnect("127.0.0.1", session), 0);
        CHECK(pair_handshake(&both) && transfer());
        CHECK(!camtls_connection_is_resumed(both.connection[PAIR_CLIENT]));
        // The session outlives all that it came from.
        pair_close(&both);
        camtls_session_free(session);
    }
}

static void test_every_calloc(void) {
    for (size_t version = 0; version < 2; ++version) {
        check_begin(version ? "session: TLS 1.3, the n-th allocation of Mbed TLS fails" : "session: TLS 1.2, the n-th allocation of Mbed TLS fails");
        camtls_session *session = session_of(versions[version]), *next = NULL;
        hang_up();
        size_t wrong = 0, n = 1;
        size_t before = 0, after = 0, peak, blocks;
        camtls_memory_usage(&before, &peak, &blocks);
        for (;; ++n) {
            port.callocs = 0;
            port.fail_calloc = n;
            int32_t result = reconnect("broker.local", session);
            bool done = result == 0 && pair_handshake(&both) && transfer();
            if (done) {
                result = camtls_connection_session(both.connection[PAIR_CLIENT], &next);
            }
            bool reached = port.callocs >= n;
            port.fail_calloc = 0;
            int32_t client = pair_code(&both, PAIR_CLIENT), server = pair_code(&both, PAIR_SERVER);
            bool told = result == ENOMEM || client == ENOMEM || server == ENOMEM || both.refused == ENOMEM;
            camtls_session_free(next);
            next = NULL;
            hang_up();
            camtls_memory_usage(&after, &peak, &blocks);
            if (!reached) {
                CHECK(done && result == 0);
                break;
            }
            if ((!done && !told) || after > before) {
                wrong += 1;
                printf("    allocation %zu: %d, client %d, server %d, %zu bytes more\n", n, (int)result, (int)client, (int)server, after - before);
            }
        }
        printf("    %zu allocations\n", n - 1);
        CHECK(wrong == 0);
        CHECK(n > 10);
        pair_close(&both);
        camtls_session_free(session);
    }
}

static void test_clock(void) {
    check_begin("session: its certificates are in date, or it is passed over");
    int64_t now = port.clock += 600;
    camtls_session *session = session_of(0);
    // Half an hour on, two, back, and unset: then the whole handshake tells what is wrong.
    static const struct {
        int64_t later;
        bool resumed;
    } cases[] = {{0, true}, {1800, true}, {7200, false}, {-60, false}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
        port.clock = now + cases[i].later;
        CHECK_CODE(reconnect("broker.local", session), 0);
        CHECK(pair_handshake(&both) && transfer());
        CHECK(camtls_connection_is_resumed(both.connection[PAIR_CLIENT]) == cases[i].resumed);
    }
    port.clock_set = false;
    CHECK_CODE(reconnect("broker.local", session), 0);
    CHECK(!pair_handshake(&both));
    CHECK_CODE(pair_code(&both, PAIR_CLIENT), CAMTLS_ERR_CLOCK_NOT_SET);
    port.clock_set = true;
    port.clock = now - 600;
    pair_close(&both);
    camtls_session_free(session);
}

// The server's keys turn each hour of its milliseconds: a ticket serves for one hour, and for none after two.
static void test_keys_turn(void) {
    for (size_t version = 0; version < 2; ++version) {
        check_begin(version ? "session: TLS 1.3, the server's keys turn" : "session: TLS 1.2, the server's keys turn");
        camtls_session *session = session_of(versions[version]);
        static const struct {
            uint32_t hours;
            bool resumed;
        } cases[] = {{0, true}, {1, true}, {0, true}, {1, false}, {0, false}};
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
            port.milliseconds += cases[i].hours * 3600 * 1000;
            CHECK_CODE(reconnect("broker.local", session), 0);
            CHECK(pair_handshake(&both) && transfer());
            CHECK(camtls_connection_is_resumed(both.connection[PAIR_SERVER]) == cases[i].resumed);
            CHECK(camtls_connection_is_resumed(both.connection[PAIR_CLIENT]) == cases[i].resumed);
        }
        pair_close(&both);
        camtls_session_free(session);
        // After an idle day both keys are new.
        session = session_of(versions[version]);
        port.milliseconds += 24 * 3600 * 1000;
        CHECK_CODE(reconnect("broker.local", session), 0);
        CHECK(pair_handshake(&both) && transfer());
        CHECK(!camtls_connection_is_resumed(both.connection[PAIR_SERVER]));
        pair_close(&both);
        camtls_session_free(session);
    }
}

void test_session(void) {
    test_resumed();
    test_every_calloc();
    test_clock();
    test_keys_turn();
}
