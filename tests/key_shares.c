// The ephemeral keys of TLS 1.3, which Mbed TLS keeps with PSA's functions; src/crypto/psa.rs defines these.
#include <psa/crypto.h>

#include "check.h"
#include "groups.h"
#include "pair.h"
#include "port.h"

static pair both;

// How many keys there are among the last `count` that were made.
static unsigned alive(unsigned count) {
    static const uint8_t bytes[32] = {1};
    psa_key_attributes_t attributes = psa_key_attributes_init();
    psa_key_id_t last = 0;
    CHECK_CODE(psa_import_key(&attributes, bytes, sizeof(bytes), &last), PSA_SUCCESS);
    unsigned found = 0;
    for (unsigned before = 1; before <= count; ++before) {
        found += psa_get_key_attributes(last - before, &attributes) == PSA_SUCCESS;
    }
    CHECK_CODE(psa_destroy_key(last), PSA_SUCCESS);
    CHECK(psa_get_key_attributes(last, &attributes) != PSA_SUCCESS);
    return found;
}

static void test_wiped(void) {
    static const uint8_t bytes[] = "a key that is in no memory but t";
    for (unsigned by_deinit = 0; by_deinit < 2; ++by_deinit) {
        check_begin(by_deinit ? "key shares: the end of the library wipes them all" : "key shares: a key that is destroyed is wiped");
        psa_key_attributes_t attributes = psa_key_attributes_init();
        psa_key_id_t first = 0, second = 0;
        CHECK(!port_holds(bytes, 32));
        CHECK_CODE(psa_import_key(&attributes, bytes, 32, &first), PSA_SUCCESS);
        CHECK_CODE(psa_import_key(&attributes, bytes, 32, &second), PSA_SUCCESS);
        CHECK(first != second);
        CHECK(port_holds(bytes, 32));
        port.gave_secret = false;
        port.secret = bytes;
        port.secret_length = 32;
        if (by_deinit) {
            camtls_deinit();
            CHECK(port.blocks == 0);
            CHECK(psa_get_key_attributes(second, &attributes) != PSA_SUCCESS);
            CHECK_CODE(camtls_init(CAMTLS_ABI_VERSION, CAMTLS_STRUCT_SIZES), 0);
        } else {
            CHECK_CODE(psa_destroy_key(first), PSA_SUCCESS);
            CHECK(port_holds(bytes, 32));
            CHECK_CODE(psa_get_key_attributes(second, &attributes), PSA_SUCCESS);
            CHECK_CODE(psa_destroy_key(second), PSA_SUCCESS);
            CHECK(psa_destroy_key(second) != PSA_SUCCESS);
        }
        CHECK(!port_holds(bytes, 32));
        CHECK(!port.gave_secret);
        port.secret_length = 0;
    }
}

static void test_ephemeral(void) {
    check_begin("key shares: a handshake's key lives until the secret is agreed, the end of the library or that of the connection");
    pair_setup setup = pair_usual;
    setup.version = 0x0304;
    for (unsigned end = 0; end < 3; ++end) {
        if (!CHECK_CODE(pair_open(&both, &setup), 0)) {
            return;
        }
        pair_turn(&both);
        CHECK(alive(4) == 1);
        if (end == 0) {
            CHECK(pair_handshake(&both));
        } else if (end == 1) {
            camtls_deinit();
            CHECK_CODE(camtls_init(CAMTLS_ABI_VERSION, CAMTLS_STRUCT_SIZES), 0);
        } else {
            pair_close(&both);
        }
        CHECK(alive(8) == 0);
        pair_close(&both);
    }
}

// The client offers both versions, and so a key; the server takes TLS 1.2, which has no use for it.
static void test_unused(void) {
    check_begin("key shares: the key that the server had no use for goes with the handshake");
    pair_setup setup = pair_usual;
    setup.version = 0;
    if (!CHECK_CODE(pair_open(&both, &setup), 0)) {
        return;
    }
    camtls_connection_free(both.connection[PAIR_SERVER]);
    CHECK_CODE(camtls_context_set_versions(both.context[PAIR_SERVER], 0x0303, 0x0303), 0);
    CHECK_CODE(camtls_connection_new(both.context[PAIR_SERVER], true, NULL, 0, &both.connection[PAIR_SERVER]), 0);
    pair_turn(&both);
    CHECK(alive(4) == 1);
    CHECK(pair_handshake(&both));
    CHECK(alive(8) == 0);
    pair_close(&both);
}

void test_key_shares(void) {
    test_wiped();
    test_ephemeral();
    test_unused();
}
