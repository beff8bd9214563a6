#include <string.h>

#include "check.h"
#include "groups.h"
#include "pair.h"
#include "port.h"

static pair both;

static const uint16_t versions[] = {0x0303, 0x0304};

static void test_slow(void) {
    static const size_t chunks[] = {1, 2, 3, 7, 100};
    static const uint8_t bytes[700] = {1, 2, 3};
    check_begin("wire: one byte at a time");
    for (size_t version = 0; version < 2; ++version) {
        for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); ++i) {
            pair_setup setup = pair_usual;
            setup.version = versions[version];
            CHECK_CODE(pair_open(&both, &setup), 0);
            both.chunk = chunks[i];
            CHECK(pair_handshake(&both));
            CHECK(pair_send(&both, PAIR_CLIENT, bytes, sizeof(bytes)));
            CHECK(pair_send(&both, PAIR_SERVER, bytes, sizeof(bytes)));
            pair_close(&both);
        }
    }
}

// Whether the byte with this number means nothing: the version in a record's header (RFC 8446 section 5.1), or a change of cipher.
static bool is_idle(const pair_wire *wire, size_t at) {
    size_t record = 0;
    while (record + 5 <= at) {
        size_t next = record + 5 + (wire->bytes[record + 3] << 8) + wire->bytes[record + 4];
        if (next > at) {
            break;
        }
        record = next;
    }
    return wire->bytes[record] == 20 || at - record == 1 || at - record == 2;
}

// Runs a handshake whose bytes towards `end` are cut or changed at `at`; gives whether there was such a byte.
static bool disturbed(uint16_t version, int end, size_t cut, size_t flip) {
    pair_setup setup = pair_usual;
    setup.version = version;
    if (!CHECK_CODE(pair_open(&both, &setup), 0)) {
        pair_close(&both);
        return false;
    }
    both.to[end].cut = cut;
    both.to[end].flip = flip;
    bool done = pair_handshake(&both);
    size_t at = cut != PAIR_NEVER ? cut : flip;
    bool reached = both.to[end].passed >= at && (cut == PAIR_NEVER || both.to[end].ended);
    if (reached && cut != PAIR_NEVER && !done) {
        // The end of the stream in mid-handshake is an error with a text, at the end that sees it.
        camtls_failure failure;
        camtls_connection_failure(both.connection[end], &failure);
        CHECK(failure.code != 0);
        CHECK(failure.text[0] != '\0');
    }
    if (done && flip != PAIR_NEVER && both.to[end].head > flip) {
        // Certificates, signatures, keys, hellos: nothing that was read can have been changed.
        CHECK(is_idle(&both.to[end], flip));
    }
    if (done) {
        // What is left of a handshake that was done all the same: data may be lost with the wire, but never changed.
        static const uint8_t bytes[] = "what arrives is what was sent";
        pair_send(&both, PAIR_CLIENT, bytes, sizeof(bytes));
        pair_send(&both, PAIR_SERVER, bytes, sizeof(bytes));
    }
    pair_close(&both);
    return reached;
}

static void test_cut(void) {
    check_begin("wire: cut at every byte of either end's flights");
    for (size_t version = 0; version < 2; ++version) {
        for (int end = 0; end < 2; ++end) {
            size_t cut = 0;
            while (cut < 4000 && disturbed(versions[version], end, cut, PAIR_NEVER)) {
                cut += cut < 32 ? 1 : 13;
            }
            CHECK(cut > 200);
        }
    }
}

static void test_flip(void) {
    check_begin("wire: a changed byte is never believed");
    for (size_t version = 0; version < 2; ++version) {
        for (int end = 0; end < 2; ++end) {
            size_t flip = 0;
            while (flip < 4000 && disturbed(versions[version], end, PAIR_NEVER, flip)) {
                flip += flip < 100 ? 1 : 5;
            }
            // The server's flight has its certificates, in the clear in TLS 1.2.
            CHECK(flip > 200);
        }
    }
}

static void test_truncated(void) {
    check_begin("wire: an end without close_notify is told apart from one with it");
    for (size_t version = 0; version < 2; ++version) {
        pair_setup setup = pair_usual;
        setup.version = versions[version];
        CHECK_CODE(pair_open(&both, &setup), 0);
        CHECK(pair_handshake(&both));
        static const uint8_t bytes[] = "hello";
        CHECK(pair_send(&both, PAIR_SERVER, bytes, sizeof(bytes)));
        both.to[PAIR_CLIENT].ended = true;
        uint8_t byte;
        size_t count = 0;
        for (unsigned turns = 0; turns < 10; ++turns) {
            camtls_connection *client = both.connection[PAIR_CLIENT];
            CHECK_CODE(camtls_connection_enter(client), 0);
            camtls_connection_read(client, &byte, 1, &count);
            camtls_connection_leave(client);
            pair_turn(&both);
        }
        CHECK(count == 0);
        CHECK(pair_events(&both, PAIR_CLIENT) & CAMTLS_EVENT_TRUNCATED);
        CHECK(!(pair_events(&both, PAIR_CLIENT) & CAMTLS_EVENT_PEER_CLOSED));
        pair_close(&both);
    }
}

static void test_unread(void) {
    static const uint8_t bytes[] = "what is decrypted stays as it is";
    check_begin("wire: nothing is put in the place of what is not yet read");
    for (size_t version = 0; version < 2; ++version) {
        pair_setup setup = pair_usual;
        setup.version = versions[version];
        CHECK_CODE(pair_open(&both, &setup), 0);
        CHECK(pair_handshake(&both));
        camtls_connection *client = both.connection[PAIR_CLIENT], *server = both.connection[PAIR_SERVER];
        size_t count = 0;
        CHECK_CODE(camtls_connection_enter(server), 0);
        CHECK_CODE(camtls_connection_write(server, bytes, sizeof(bytes), &count), 0);
        camtls_connection_leave(server);
        CHECK(count == sizeof(bytes));
        for (unsigned turns = 0; turns < 10; ++turns) {
            pair_turn(&both);
        }
        CHECK(camtls_connection_pending(client) == sizeof(bytes));
        uint8_t *window, buffer[sizeof(bytes)];
        size_t length = 1;
        CHECK_CODE(camtls_connection_enter(client), 0);
        CHECK_CODE(camtls_connection_input(client, &window, &length), 0);
        CHECK(length == 0);
        CHECK_CODE(camtls_connection_read(client, buffer, sizeof(buffer), &count), 0);
        CHECK(count == sizeof(bytes) && memcmp(buffer, bytes, sizeof(bytes)) == 0);
        CHECK_CODE(camtls_connection_input(client, &window, &length), 0);
        CHECK(length == 5);
        camtls_connection_leave(client);
        pair_close(&both);
    }
}

static void foreign(int end, const char *bytes, size_t length, int32_t error) {
    CHECK_CODE(pair_open(&both, &pair_usual), 0);
    camtls_connection_free(both.connection[1 - end]);
    both.connection[1 - end] = NULL;
    memcpy(both.to[end].bytes, bytes, length);
    both.to[end].tail = length;
    both.to[end].ended = true;
    pair_handshake(&both);
    if (error != 0) {
        CHECK_CODE(pair_code(&both, end), error);
    } else {
        CHECK(pair_code(&both, end) != 0);
    }
    pair_close(&both);
}

// A peer that keeps a handshake alive with warnings that say nothing.
static void test_flood_at_once(void) {
    check_begin("wire: warnings without end");
    char bytes[100 * 7];
    for (size_t i = 0; i < sizeof(bytes); i += 7) {
        memcpy(bytes + i, "\x15\x03\x03\x00\x02\x01\x5a", 7);
    }
    foreign(PAIR_CLIENT, bytes, sizeof(bytes), CAMTLS_ERR_FLOODED);
}

static void test_foreign(void) {
    check_begin("wire: a peer that does not speak TLS");
    static const char answer[] = "HTTP/1.1 400 Bad Request\r\n\r\n";
    static const char request[] = "GET / HTTP/1.1\r\nHost: camera.local\r\n\r\n";
    static const char ssh[] = "SSH-2.0-OpenSSH_9.2\r\n";
    static const char mail[] = "220 mail.example ESMTP\r\n";
    foreign(PAIR_CLIENT, answer, sizeof(answer) - 1, CAMTLS_ERR_NOT_TLS);
    foreign(PAIR_CLIENT, ssh, sizeof(ssh) - 1, CAMTLS_ERR_NOT_TLS);
    foreign(PAIR_CLIENT, mail, sizeof(mail) - 1, CAMTLS_ERR_NOT_TLS);
    foreign(PAIR_SERVER, request, sizeof(request) - 1, CAMTLS_ERR_NOT_TLS);
    foreign(PAIR_CLIENT, "", 0, 0);
    foreign(PAIR_SERVER, "", 0, 0);
    foreign(PAIR_CLIENT, "\x15\x03\x03\x00\x02\x02\x28", 7, 0);  // handshake_failure
    foreign(PAIR_CLIENT, "\x15\x03\x03\x00\x02\x02\x46", 7, 0);  // protocol_version
    foreign(PAIR_CLIENT, "\x16\x03\x03\xff\xff", 5, 0);
    foreign(PAIR_SERVER, "\x16\x03\x01\x00\x00", 5, 0);
}

static void test_noise(void) {
    check_begin("wire: noise harms neither role");
    uint32_t seed = 12345;
    for (unsigned run = 0; run < 400; ++run) {
        char bytes[600];
        for (size_t i = 0; i < sizeof(bytes); ++i) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (char)(seed >> 24);
        }
        // Half of the runs begin as a handshake record would.
        if (run & 2) {
            memcpy(bytes, "\x16\x03\x03\x01\x00", 5);
            if (run & 4) {
                memcpy(bytes + 5, run & 1 ? "\x01\x00\x00\xfc\x03\x03" : "\x02\x00\x00\xfc\x03\x03", 6);
            }
        }
        foreign(run & 1 ? PAIR_SERVER : PAIR_CLIENT, bytes, sizeof(bytes), 0);
    }
}

void test_wire(void) {
    test_slow();
    test_cut();
    test_flip();
    test_truncated();
    test_unread();
    test_foreign();
    test_flood_at_once();
    test_noise();
}
