#include <errno.h>
#include <stdio.h>

#include "check.h"
#include "groups.h"
#include "pair.h"
#include "port.h"

static pair both;

static const uint16_t versions[] = {0x0303, 0x0304};

static size_t held(void) {
    size_t bytes = 0, peak = 0, blocks = 0;
    camtls_memory_usage(&bytes, &peak, &blocks);
    CHECK(peak >= bytes);
    return bytes;
}

static bool transfer(void) {
    static const uint8_t bytes[6000] = {9, 8, 7};
    return pair_send(&both, PAIR_CLIENT, bytes, sizeof(bytes)) && pair_send(&both, PAIR_SERVER, bytes, sizeof(bytes));
}

static bool succeed(const pair_setup *setup) {
    bool done = pair_open(&both, setup) == 0 && pair_handshake(&both) && transfer();
    pair_close(&both);
    return done;
}

// The n-th allocation fails, for every n there is: the end that wanted it says ENOMEM, nothing is kept, and the next one works.
static void every_allocation(const pair_setup *setup, bool on) {
    succeed(setup);
    size_t before = port.blocks, before_held = held();
    size_t n = 1;
    for (;; ++n) {
        port.takes = 0;
        port.fail_take = n;
        port.fail_on = on;
        int32_t opened = pair_open(&both, setup);
        bool done = opened == 0 && pair_handshake(&both) && transfer();
        bool reached = port.takes >= n;
        port.fail_take = 0;
        if (!reached) {
            CHECK(done);
            pair_close(&both);
            break;
        }
        int32_t client = pair_code(&both, PAIR_CLIENT), server = pair_code(&both, PAIR_SERVER);
        if (opened != 0) {
            CHECK_CODE(opened, ENOMEM);
        } else if (!done && !CHECK(client == ENOMEM || server == ENOMEM || both.refused == ENOMEM)) {
            printf("    allocation %zu: client %d, server %d\n", n, (int)client, (int)server);
        }
        pair_close(&both);
        CHECK(port.blocks <= before);
        if (!CHECK(held() <= before_held)) {
            printf("    allocation %zu: %zu bytes held, %zu before\n", n, held(), before_held);
        }
        CHECK(succeed(setup));
    }
    printf("    %zu allocations\n", n - 1);
    CHECK(n > 4);
}

static void test_every_allocation(void) {
    for (size_t version = 0; version < 2; ++version) {
        pair_setup mutual = pair_usual;
        mutual.version = versions[version];
        mutual.certificate = "deep.chain.der";
        mutual.key = "deep.key.der";
        mutual.client_anchors = "ca.der";
        mutual.client_certificate = "client.der";
        mutual.client_key = "client.key.der";
        check_begin(version ? "memory: TLS 1.3, the n-th allocation fails" : "memory: TLS 1.2, the n-th allocation fails");
        every_allocation(&mutual, false);
        check_begin(version ? "memory: TLS 1.3, the heap is full from the n-th on" : "memory: TLS 1.2, the heap is full from the n-th on");
        every_allocation(&mutual, true);
    }
}

// The same for what Mbed TLS allocates: thousands of numbers and their parts, most of them for a moment.
static void test_every_calloc(void) {
    for (size_t version = 0; version < 2; ++version) {
        check_begin(version ? "memory: TLS 1.3, the n-th allocation of Mbed TLS fails" : "memory: TLS 1.2, the n-th allocation of Mbed TLS fails");
        pair_setup setup = pair_usual;
        setup.version = versions[version];
        succeed(&setup);
        size_t before = port.blocks, wrong = 0, n = 1;
        for (;; ++n) {
            port.callocs = 0;
            port.fail_calloc = n;
            int32_t opened = pair_open(&both, &setup);
            bool done = opened == 0 && pair_handshake(&both) && transfer();
            bool reached = port.callocs >= n;
            port.fail_calloc = 0;
            int32_t client = pair_code(&both, PAIR_CLIENT), server = pair_code(&both, PAIR_SERVER);
            pair_close(&both);
            if (!reached) {
                CHECK(done);
                break;
            }
            bool told = done || opened == ENOMEM || client == ENOMEM || server == ENOMEM || both.refused == ENOMEM;
            if (!told || port.blocks > before) {
                wrong += 1;
                printf("    allocation %zu: opened %d, client %d, server %d, %zu blocks\n", n, (int)opened, (int)client, (int)server, port.blocks);
            }
            if (n % 100 == 0) {
                CHECK(succeed(&setup));
            }
        }
        printf("    %zu allocations\n", n - 1);
        CHECK(wrong == 0);
        CHECK(n > 50);
        CHECK(succeed(&setup));
    }
}

static void test_blocks(void) {
    check_begin("memory: no block over 4.6 KB is needed");
    port.largest = 0;
    for (size_t version = 0; version < 2; ++version) {
        pair_setup setup = pair_usual;
        setup.version = versions[version];
        CHECK(succeed(&setup));
    }
    if (!CHECK(port.largest <= 4710)) {
        printf("    the largest is %zu bytes\n", port.largest);
    }
}

static void test_many(void) {
    check_begin("memory: 200 connections later the heap is as it was");
    size_t after_one = 0;
    for (unsigned i = 0; i < 200; ++i) {
        pair_setup setup = pair_usual;
        setup.version = versions[i & 1];
        CHECK(succeed(&setup));
        if (i == 1) {
            after_one = held();
        }
    }
    CHECK(held() == after_one);
}

void test_memory(void) {
    test_every_allocation();
    test_every_calloc();
    test_blocks();
    test_many();
}
