#include <string.h>

#include "check.h"
#include "groups.h"
#include "pair.h"
#include "port.h"

static void test_versions(void) {
    check_begin("library: a firmware built for another ABI is refused");
    CHECK(camtls_abi_1 == CAMTLS_ABI_VERSION);
    CHECK(strncmp(camtls_version(), "camtls ", 7) == 0);
    CHECK(strstr(camtls_engine_version(), "3.6") != NULL);
    CHECK_CODE(camtls_init(CAMTLS_ABI_VERSION + 1, CAMTLS_STRUCT_SIZES), CAMTLS_ERR_ABI_MISMATCH);
    // One byte more or less in any of the structs, or one that becomes longer by what another becomes shorter.
    for (int place = 1; place <= 7; ++place) {
        CHECK_CODE(camtls_init(CAMTLS_ABI_VERSION, CAMTLS_STRUCT_SIZES + place), CAMTLS_ERR_ABI_MISMATCH);
        CHECK_CODE(camtls_init(CAMTLS_ABI_VERSION, CAMTLS_STRUCT_SIZES - place), CAMTLS_ERR_ABI_MISMATCH);
        CHECK_CODE(camtls_init(CAMTLS_ABI_VERSION, CAMTLS_STRUCT_SIZES + place * 8 - 8 * (place % 7 + 1)), CAMTLS_ERR_ABI_MISMATCH);
    }
    CHECK_CODE(camtls_init(CAMTLS_ABI_VERSION, CAMTLS_STRUCT_SIZES), 0);
}

static void test_hardware(void) {
    check_begin("library: who does what, without any chip's hardware");
    const char *work, *by;
    uint32_t faults, rows = 0;
    for (; camtls_hardware(rows, &work, &by, &faults) == 0; ++rows) {
        CHECK(work[0] != 0 && faults == 0);
        CHECK(strcmp(by, rows == 0 ? "firmware" : "software") == 0);
    }
    CHECK(rows == 3);
    CHECK_CODE(camtls_hardware(UINT32_MAX, &work, &by, &faults), 2);
    CHECK(camtls_hardware(0, NULL, &by, &faults) < 0);
    CHECK(camtls_hardware(0, &work, NULL, &faults) < 0);
    CHECK(camtls_hardware(0, &work, &by, NULL) < 0);
}

static void test_catalogue(void) {
    check_begin("library: every row of the catalogue has its own name and number");
    size_t count = camtls_error_count();
    CHECK(count >= 40);
    for (size_t i = 0; i < count; ++i) {
        camtls_error_entry entry, other;
        memset(&entry, 0, sizeof(entry));
        if (!CHECK_CODE(camtls_error_get(i, &entry), 0)) {
            return;
        }
        CHECK(strncmp(entry.name, "ERR_", 4) == 0);
        CHECK(entry.code <= -0x8001 && entry.code >= -0x8fff);
        CHECK(camtls_error_number(entry.name, strlen(entry.name)) == entry.code);
        CHECK(camtls_error_number(entry.name, strlen(entry.name) - 1) == 0);
        for (size_t j = 0; j < i; ++j) {
            camtls_error_get(j, &other);
            CHECK(other.code != entry.code && strcmp(other.name, entry.name) != 0);
        }
    }
    camtls_error_entry entry = {7, "untouched"};
    CHECK(camtls_error_get(count, &entry) != 0);
    CHECK(entry.code == 7);
    CHECK(camtls_error_get((size_t)-1, &entry) != 0);
    CHECK(camtls_error_get(0, NULL) != 0);
    CHECK(camtls_error_number(NULL, 0) == 0);
    CHECK(camtls_error_number(NULL, 12) == 0);
    CHECK(camtls_error_number("ERR_INTERNAL", 0) == 0);
    CHECK(camtls_error_number("ERR_INTERNAL", 12) == -0x8001);
}

static void test_restart(void) {
    check_begin("library: a soft reset in mid-handshake leaves nothing, and the next start works");
    static pair both;
    for (unsigned turns = 0; turns < 50; ++turns) {
        if (!CHECK_CODE(pair_open(&both, &pair_usual), 0)) {
            return;
        }
        for (unsigned turn = 0; turn < turns; ++turn) {
            pair_turn(&both);
        }
        camtls_deinit();
        CHECK(port.blocks == 0);
        CHECK_CODE(camtls_init(CAMTLS_ABI_VERSION, CAMTLS_STRUCT_SIZES), 0);
        // What is left of an earlier life is dead, and its end is no longer anybody's matter.
        pair_close(&both);
    }
    CHECK_CODE(pair_open(&both, &pair_usual), 0);
    CHECK(pair_handshake(&both));
    pair_close(&both);
}

static void test_end_twice(void) {
    check_begin("library: the end comes twice, and calls come after it");
    camtls_context *context = NULL;
    CHECK_CODE(camtls_context_new(CAMTLS_PROTOCOL_TLS_CLIENT, &context), 0);
    camtls_deinit();
    CHECK(port.blocks == 0);
    camtls_deinit();
    camtls_context_free(context);
    CHECK_CODE(camtls_init(CAMTLS_ABI_VERSION, CAMTLS_STRUCT_SIZES), 0);
}

void test_library(void) {
    test_versions();
    test_hardware();
    test_catalogue();
    test_restart();
    test_end_twice();
}
