// A peer that keeps an open connection busy with records that bring nothing: some are passed over, not without end. The peer is the
// library itself, whose sending end is driven from here.
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "finished.h"
#include "groups.h"
#include "pair.h"

static pair both;

// A record that brings nothing, and what becomes of it.
typedef struct {
    const char *name;
    uint16_t version; // 0: either
    int from; // -1: either
    uint8_t type;
    uint8_t length;
    uint8_t bytes[8];
    int32_t code; // of an end that gets too many of them
    unsigned some; // in a row are passed over
} nothing;

static const nothing records[] = {
    {"data that is empty", 0, -1, MBEDTLS_SSL_MSG_APPLICATION_DATA, 0, {0}, CAMTLS_ERR_FLOODED, 3},
    {"a warning", 0x0303, -1, MBEDTLS_SSL_MSG_ALERT, 2, {1, 90}, CAMTLS_ERR_FLOODED, 30},
    {"a request to renegotiate", 0x0303, PAIR_SERVER, MBEDTLS_SSL_MSG_HANDSHAKE, 4, {0}, CAMTLS_ERR_FLOODED, 30},
    {"a new ClientHello", 0x0303, PAIR_CLIENT, MBEDTLS_SSL_MSG_HANDSHAKE, 4, {1}, CAMTLS_ERR_FLOODED, 30},
    // Mbed TLS has no KeyUpdate.
    {"a change of keys", 0x0304, -1, MBEDTLS_SSL_MSG_HANDSHAKE, 5, {24, 0, 0, 1, 0}, CAMTLS_ERR_UNEXPECTED_MESSAGE, 0},
};

static void send(mbedtls_ssl_context *ssl, const nothing *record) {
    ssl->out_msgtype = record->type;
    ssl->out_msglen = record->length;
    memcpy(ssl->out_msg, record->bytes, record->length);
    // The library takes the record from there when it is asked for output.
    CHECK_CODE(mbedtls_ssl_write_record(ssl, 1), MBEDTLS_ERR_SSL_WANT_WRITE);
}

// Sends the record so many times and has the other end look at each.
static void flood(const nothing *record, int from, unsigned count) {
    camtls_connection *receiver = both.connection[1 - from];
    for (unsigned i = 0; i < count && !(pair_events(&both, 1 - from) & CAMTLS_EVENT_FAILED); ++i) {
        send(finished_context(from), record);
        while (pair_turn(&both)) {
            uint8_t byte;
            size_t length = 0;
            camtls_connection_read(receiver, &byte, 1, &length);
            CHECK(length == 0);
        }
    }
}

static void flooding(const nothing *record, uint16_t version, int from) {
    static const uint8_t data[] = "what arrives is what was sent";
    pair_setup setup = pair_usual;
    setup.version = version;
    CHECK_CODE(pair_open(&both, &setup), 0);
    CHECK(pair_handshake(&both));
    CHECK(pair_send(&both, PAIR_SERVER, data, sizeof(data)) && pair_send(&both, PAIR_CLIENT, data, sizeof(data)));
    for (unsigned round = 0; round < 4 && record->some != 0; ++round) {
        // Data between them is what an honest peer's connection has.
        flood(record, from, record->some);
        if (!CHECK(pair_send(&both, from, data, sizeof(data)) && pair_send(&both, 1 - from, data, sizeof(data)))) {
            printf("    version %x, %s, round %u: %x\n", version, record->name, round, (unsigned)pair_code(&both, 1 - from));
            pair_close(&both);
            return;
        }
    }
    flood(record, from, record->some + 10);
    if (!CHECK_CODE(pair_code(&both, 1 - from), record->code)) {
        printf("    version %x, %s\n", version, record->name);
    }
    pair_close(&both);
}

void test_flood(void) {
    for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); ++i) {
        static char title[64];
        snprintf(title, sizeof(title), "flood: %s, again and again", records[i].name);
        check_begin(title);
        for (uint16_t version = 0x0303; version <= 0x0304; ++version) {
            for (int from = 0; from < 2; ++from) {
                if ((records[i].version == 0 || records[i].version == version) && (records[i].from == -1 || records[i].from == from)) {
                    flooding(&records[i], version, from);
                }
            }
        }
    }
}
