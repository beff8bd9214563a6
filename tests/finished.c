// A peer that writes more into the record of its Finished. Nothing may follow there (RFC 5246 section 6.2.1 has no message left to
// send, RFC 8446 section 5.1 forbids it before a change of keys), and Mbed TLS cuts its input buffer down at the end of a handshake
// without a look at what lies in it. The peer is the library itself: the linker sends its Finished through here.
#include <stdio.h>
#include <string.h>

#include "ssl_misc.h"

#include "check.h"
#include "finished.h"
#include "groups.h"
#include "pair.h"

static pair both;

// The end that misbehaves, by how many bytes, and whether it did.
static int appends = -1;
static size_t extra;
static bool appended;

static mbedtls_ssl_context *contexts[2];

mbedtls_ssl_context *finished_context(int end) {
    return contexts[end];
}

static bool is_last_message(mbedtls_ssl_context *ssl) {
    int end = ssl->conf->endpoint == MBEDTLS_SSL_IS_CLIENT ? PAIR_CLIENT : PAIR_SERVER;
    contexts[end] = ssl;
    return end == appends && ssl->out_msgtype == MBEDTLS_SSL_MSG_HANDSHAKE && ssl->out_msg[0] == MBEDTLS_SSL_HS_FINISHED;
}

// What Mbed TLS does with a message whose checksum is up to date, with more behind it.
static int write_more(mbedtls_ssl_context *ssl, int force_flush) {
    size_t room = ssl->out_buf_len - (size_t)(ssl->out_msg - ssl->out_buf) - ssl->out_msglen - 64;
    size_t more = extra < room ? extra : room;
    // The header of a message that never ends, and zeros.
    memset(ssl->out_msg + ssl->out_msglen, 0, more);
    ssl->out_msg[ssl->out_msglen] = MBEDTLS_SSL_HS_CERTIFICATE;
    if (more > 1) {
        ssl->out_msg[ssl->out_msglen + 1] = 0xff;
    }
    ssl->out_msglen += more;
    appended = true;
    return mbedtls_ssl_write_record(ssl, force_flush);
}

static void put_length(mbedtls_ssl_context *ssl) {
    size_t body = ssl->out_msglen - 4;
    ssl->out_msg[1] = 0;
    ssl->out_msg[2] = (uint8_t)(body >> 8);
    ssl->out_msg[3] = (uint8_t)body;
}

int __real_mbedtls_ssl_write_handshake_msg_ext(mbedtls_ssl_context *ssl, int update_checksum, int force_flush);
int __wrap_mbedtls_ssl_write_handshake_msg_ext(mbedtls_ssl_context *ssl, int update_checksum, int force_flush);
int __real_mbedtls_ssl_finish_handshake_msg(mbedtls_ssl_context *ssl, size_t buffer_length, size_t body);
int __wrap_mbedtls_ssl_finish_handshake_msg(mbedtls_ssl_context *ssl, size_t buffer_length, size_t body);

// TLS 1.2.
int __wrap_mbedtls_ssl_write_handshake_msg_ext(mbedtls_ssl_context *ssl, int update_checksum, int force_flush) {
    if (!is_last_message(ssl)) {
        return __real_mbedtls_ssl_write_handshake_msg_ext(ssl, update_checksum, force_flush);
    }
    put_length(ssl);
    int error = ssl->handshake->update_checksum(ssl, ssl->out_msg, ssl->out_msglen);
    return error != 0 ? error : write_more(ssl, force_flush);
}

// TLS 1.3, which has the checksum by now.
int __wrap_mbedtls_ssl_finish_handshake_msg(mbedtls_ssl_context *ssl, size_t buffer_length, size_t body) {
    if (!is_last_message(ssl)) {
        return __real_mbedtls_ssl_finish_handshake_msg(ssl, buffer_length, body);
    }
    ssl->out_msglen = body + 4;
    put_length(ssl);
    return write_more(ssl, 0);
}

static void appending(uint16_t version, int end, size_t bytes) {
    pair_setup setup = pair_usual;
    setup.version = version;
    CHECK_CODE(pair_open(&both, &setup), 0);
    appends = end;
    extra = bytes;
    appended = false;
    pair_handshake(&both);
    // A server may learn of it when the client is content already.
    for (unsigned turns = 0; turns < 100 && pair_turn(&both); ++turns) {
    }
    appends = -1;
    CHECK(appended);
    bool refused = CHECK(pair_events(&both, 1 - end) & CAMTLS_EVENT_FAILED);
    refused &= CHECK_CODE(pair_code(&both, 1 - end), CAMTLS_ERR_UNEXPECTED_MESSAGE);
    // In TLS 1.3 Mbed TLS looks by itself since 3.6.7, and a server of it still sends alerts with keys that its client has left behind.
    bool readable = version == 0x0303 || end == PAIR_SERVER || MBEDTLS_VERSION_NUMBER < 0x03060700;
    refused &= CHECK_CODE(pair_code(&both, end), readable ? CAMTLS_ERR_ALERT_UNEXPECTED_MESSAGE : CAMTLS_ERR_BAD_RECORD_MAC);
    if (!refused) {
        printf("    version %x, %zu bytes more from the %s\n", version, bytes, end == PAIR_CLIENT ? "client" : "server");
    }
    pair_close(&both);
}

void test_finished(void) {
    static const size_t lengths[] = {1, 3, 4, 5, 32, 200, 4000};
    check_begin("finished: bytes behind the peer's Finished, in its record");
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); ++i) {
        for (int end = 0; end < 2; ++end) {
            appending(0x0303, end, lengths[i]);
            appending(0x0304, end, lengths[i]);
        }
    }
    check_begin("finished: as it should be");
    for (uint16_t version = 0x0303; version <= 0x0304; ++version) {
        pair_setup setup = pair_usual;
        setup.version = version;
        CHECK_CODE(pair_open(&both, &setup), 0);
        CHECK(pair_handshake(&both));
        pair_close(&both);
    }
}
