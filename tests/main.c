// Drives the C ABI through include/camtls.h alone, as a port does: `make test-abi` builds and runs it.
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "groups.h"
#include "port.h"

static const struct {
    const char *name;
    void (*run)(void);
} groups[] = {
    {"library", test_library},
    {"arguments", test_arguments},
    {"loading", test_loading},
    {"certificate", test_certificate},
    {"handshake", test_handshake},
    {"wire", test_wire},
    {"finished", test_finished},
    {"flood", test_flood},
    {"key_shares", test_key_shares},
    {"session", test_session},
    {"memory", test_memory},
    {"operations", test_operations},
    {"keys", test_own_keys},
    {"datagram", test_datagram},
};

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: %s PKI-DIRECTORY [GROUP...]\n", argv[0]);
        return 2;
    }
    check_pki_directory = argv[1];
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); ++i) {
        bool wanted = argc == 2;
        for (int argument = 2; argument < argc; ++argument) {
            wanted |= strcmp(argv[argument], groups[i].name) == 0;
        }
        if (!wanted) {
            continue;
        }
        port_reset();
        check_begin(groups[i].name);
        if (CHECK_CODE(camtls_init(CAMTLS_ABI_VERSION, CAMTLS_STRUCT_SIZES), 0)) {
            groups[i].run();
            camtls_deinit();
        }
        check_begin(groups[i].name);
        CHECK(port.blocks == 0);
        CHECK(port.bytes == 0);
        CHECK(port.interrupts_off == 0);
        CHECK(port.lock_depth == 0 && !port.lock_misused);
    }
    return check_end();
}
