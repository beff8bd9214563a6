#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "groups.h"
#include "port.h"

static uint8_t key[CAMTLS_KEY_MAX];
static size_t key_length;

static int32_t generate(const char *curve, uint8_t *out, size_t size, size_t *length) {
    return camtls_key_generate(curve, strlen(curve), false, out, size, length);
}

static int32_t request(const char *subject, const char *names, uint8_t *out, size_t size, size_t *length) {
    return camtls_key_request(key, key_length, subject, strlen(subject), names, strlen(names), NULL, 0, out, size, length);
}

static void test_keys(const char *curve, size_t expected) {
    check_begin("keys: are written whole or not at all, into the room that there is");
    uint8_t out[CAMTLS_KEY_MAX + 1];
    size_t length = 0;
    CHECK_CODE(generate(curve, out, CAMTLS_KEY_MAX, &length), 0);
    CHECK(length == expected);
    for (size_t size = 0; size < expected; ++size) {
        memset(out, 0xa5, sizeof(out));
        size_t untouched = 7;
        CHECK_CODE(generate(curve, out, size, &untouched), CAMTLS_ERR_LIMIT_REACHED);
        CHECK(untouched == 7 && out[size] == 0xa5);
        // Nothing of the key that did not fit.
        for (size_t i = 0; i < size; ++i) {
            CHECK(out[i] == 0 || out[i] == 0xa5);
        }
    }
    CHECK_CODE(generate("X25519", out, sizeof(out), &length), CAMTLS_ERR_BAD_ARGUMENT);
    CHECK_CODE(camtls_key_generate(NULL, 0, false, out, sizeof(out), &length), CAMTLS_ERR_BAD_ARGUMENT);
    CHECK_CODE(camtls_key_generate(NULL, 5, false, out, sizeof(out), &length), CAMTLS_ERR_BAD_ARGUMENT);
    CHECK_CODE(generate(curve, NULL, sizeof(out), &length), CAMTLS_ERR_BAD_ARGUMENT);
    CHECK_CODE(generate(curve, out, sizeof(out), NULL), CAMTLS_ERR_BAD_ARGUMENT);
}

static void test_wrapped(void) {
    check_begin("keys: without a hardware key none is wrapped, and none is opened");
    uint8_t out[CAMTLS_REQUEST_MAX] = { 0 };
    size_t length = 7;
    CHECK_CODE(camtls_key_generate("secp384r1", 9, true, out, CAMTLS_KEY_MAX, &length), CAMTLS_ERR_NO_HARDWARE_KEY);
    CHECK_CODE(camtls_key_generate("X25519", 6, true, out, CAMTLS_KEY_MAX, &length), CAMTLS_ERR_BAD_ARGUMENT);
    CHECK(length == 7 && out[0] == 0);
    static const uint8_t wrapped[74] = "camtls w\1\1";
    for (size_t cut = 8; cut <= sizeof(wrapped); ++cut) {
        CHECK_CODE(camtls_key_request(wrapped, cut, "a", 1, NULL, 0, NULL, 0, out, sizeof(out), &length), CAMTLS_ERR_KEY_WRAPPED);
    }
    check_file certificate = check_read("client.der");
    CHECK_CODE(camtls_slot_write(5, certificate.bytes, certificate.length, wrapped, sizeof(wrapped), out, sizeof(out), &length),
        CAMTLS_ERR_KEY_WRAPPED);
    CHECK_CODE(camtls_slot_write(5, wrapped, sizeof(wrapped), wrapped, sizeof(wrapped), out, sizeof(out), &length),
        CAMTLS_ERR_IS_PRIVATE_KEY);
}

static void test_requests(void) {
    check_begin("keys: requests, into the room that there is");
    uint8_t out[CAMTLS_REQUEST_MAX];
    size_t length = 0;
    CHECK_CODE(generate("secp384r1", key, sizeof(key), &key_length), 0);
    CHECK_CODE(generate("prime256v1", key, sizeof(key), &key_length), 0);
    CHECK_CODE(request("camera 7", "camera.local,192.0.2.7", out, sizeof(out), &length), 0);
    size_t size = length;
    CHECK(size > 200);
    for (size_t room = 1; room + 4 < size; room += 7) {
        // Each signature is another one, and may be shorter by some bytes.
        CHECK_CODE(request("camera 7", "camera.local,192.0.2.7", out, room, &length), CAMTLS_ERR_LIMIT_REACHED);
    }
    CHECK_CODE(request("", "", out, sizeof(out), &length), CAMTLS_ERR_BAD_ARGUMENT);
    CHECK_CODE(request("CN=\xff", "", out, sizeof(out), &length), CAMTLS_ERR_BAD_ARGUMENT);
    CHECK_CODE(camtls_key_request(NULL, 0, "a", 1, NULL, 0, NULL, 0, out, sizeof(out), &length), CAMTLS_ERR_FILE_EMPTY);
    CHECK_CODE(camtls_key_request(key, key_length, NULL, 3, NULL, 0, NULL, 0, out, sizeof(out), &length), CAMTLS_ERR_BAD_ARGUMENT);
    check_file certificate = check_read("server.der");
    CHECK_CODE(camtls_key_request(key, key_length, NULL, 0, NULL, 0, certificate.bytes, certificate.length, out, sizeof(out), &length), 0);
    for (size_t cut = 0; cut < certificate.length; cut += 9) {
        CHECK(camtls_key_request(key, key_length, NULL, 0, NULL, 0, certificate.bytes, cut, out, sizeof(out), &length) < 0);
    }
}

static void test_slots(void) {
    check_begin("keys: a slot is read as it was written, or not at all");
    check_file certificate = check_read("client.der"), secret = check_read("client.key.der");
    uint8_t slot[4096], copy[4096];
    size_t length = 0, needed = certificate.length + secret.length + CAMTLS_SLOT_OVERHEAD;
    CHECK_CODE(camtls_slot_write(5, certificate.bytes, certificate.length, secret.bytes, secret.length, slot, sizeof(slot), &length), 0);
    CHECK(length == needed);
    camtls_slot_info info;
    CHECK_CODE(camtls_slot_read(slot, length, &info), 0);
    CHECK(info.generation == 5 && info.key_length == secret.length && memcmp(info.key, secret.bytes, secret.length) == 0);
    CHECK(info.certificates_length == certificate.length && !info.wrapped);
    CHECK(memcmp(info.certificates, certificate.bytes, certificate.length) == 0);
    for (size_t cut = 0; cut < length; ++cut) {
        CHECK_CODE(camtls_slot_read(slot, cut, &info), ENOENT);
    }
    for (size_t i = 0; i < length; ++i) {
        memcpy(copy, slot, length);
        copy[i] ^= 1 << (i & 7);
        CHECK_CODE(camtls_slot_read(copy, length, &info), ENOENT);
    }
    CHECK_CODE(camtls_slot_read(NULL, 0, &info), ENOENT);
    CHECK_CODE(camtls_slot_read(NULL, 9, &info), CAMTLS_ERR_BAD_ARGUMENT);
    CHECK_CODE(camtls_slot_read(slot, length, NULL), CAMTLS_ERR_BAD_ARGUMENT);
    for (size_t size = 0; size < needed; size += 11) {
        int32_t code = camtls_slot_write(5, certificate.bytes, certificate.length, secret.bytes, secret.length, copy, size, &length);
        CHECK_CODE(code, CAMTLS_ERR_LIMIT_REACHED);
    }
    check_file other = check_read("server.key.der");
    CHECK_CODE(camtls_slot_write(5, certificate.bytes, certificate.length, other.bytes, other.length, copy, sizeof(copy), &length),
        CAMTLS_ERR_KEY_MISMATCH);
    CHECK(camtls_slot_is_newer(0, UINT32_MAX) && !camtls_slot_is_newer(7, 7) && !camtls_slot_is_newer(1, 2));
}

static void test_answers(void) {
    check_begin("keys: what a CA answers");
    check_file answer = check_read("container7.der"), secret = check_read("server.key.der"), others = check_read("deep.chain.der");
    check_file certificate = check_read("server.der"), stranger = check_read("client.key.der");
    uint8_t out[4096], copy[4096];
    size_t length = 0;
    CHECK_CODE(camtls_certificate_answered(answer.bytes, answer.length, secret.bytes, secret.length, others.bytes, others.length, out,
        sizeof(out), &length), 0);
    CHECK(length == certificate.length && memcmp(out, certificate.bytes, length) == 0);
    CHECK_CODE(camtls_certificate_answered(answer.bytes, answer.length, stranger.bytes, stranger.length, NULL, 0, out, sizeof(out),
        &length), CAMTLS_ERR_KEY_MISMATCH);
    CHECK_CODE(camtls_certificate_answered(answer.bytes, answer.length, secret.bytes, secret.length, NULL, 0, out, 50, &length),
        CAMTLS_ERR_LIMIT_REACHED);
    for (size_t cut = 0; cut < answer.length; cut += 5) {
        CHECK_CODE(camtls_certificate_answered(answer.bytes, cut, secret.bytes, secret.length, NULL, 0, out, sizeof(out), &length),
            CAMTLS_ERR_RENEWAL_ANSWER);
    }
    // Whatever is changed: it is refused, or what is taken is for this key, and lies within the answer.
    for (size_t i = 0; i < answer.length; i += 3) {
        memcpy(copy, answer.bytes, answer.length);
        copy[i] ^= 0x41;
        int32_t code = camtls_certificate_answered(copy, answer.length, secret.bytes, secret.length, NULL, 0, out, sizeof(out), &length);
        CHECK(code == 0 || code == CAMTLS_ERR_RENEWAL_ANSWER || code == CAMTLS_ERR_KEY_MISMATCH);
    }
}

// The n-th allocation fails, for every n there is: ENOMEM, and no memory is kept.
static void test_each_allocation(void) {
    check_begin("keys: each allocation fails once");
    uint8_t out[CAMTLS_REQUEST_MAX];
    size_t length = 0;
    CHECK_CODE(request("a", "", out, sizeof(out), &length), 0);
    size_t before = port.blocks;
    for (int what = 0; what < 2; ++what) {
        for (size_t n = 1;; ++n) {
            port.callocs = 0;
            port.fail_calloc = n;
            int32_t code = what == 0 ? generate("prime256v1", out, sizeof(out), &length) : request("a", "", out, sizeof(out), &length);
            bool reached = port.callocs >= n;
            port.fail_calloc = 0;
            CHECK_CODE(code, reached ? ENOMEM : 0);
            CHECK(port.blocks <= before);
            if (!reached) {
                break;
            }
        }
    }
    check_begin("keys: no randomness, no key");
    uint8_t zero[CAMTLS_KEY_MAX] = {0};
    camtls_deinit();
    CHECK_CODE(camtls_init(CAMTLS_ABI_VERSION, CAMTLS_STRUCT_SIZES), 0);
    port.randoms = 0;
    port.fail_random = 1;
    memset(out, 0, sizeof(out));
    CHECK_CODE(generate("prime256v1", out, sizeof(out), &length), CAMTLS_ERR_RANDOM_FAILED);
    port.fail_random = 0;
    CHECK(memcmp(out, zero, sizeof(zero)) == 0);
}

// The key's number is nowhere in the memory that the library holds, and it was wiped before it was given back.
static void test_traces(void) {
    check_begin("keys: leave nothing in the library's memory");
    uint8_t out[CAMTLS_REQUEST_MAX];
    size_t length = 0;
    CHECK_CODE(generate("prime256v1", key, sizeof(key), &key_length), 0);
    // PKCS#8 as it is written here: the number begins behind 36 bytes.
    const uint8_t *number = key + 36;
    uint8_t words[32];
    for (size_t i = 0; i < sizeof(words); ++i) {
        words[i] = number[31 - i];
    }
    const uint8_t *forms[] = {number, words};
    for (size_t form = 0; form < 2; ++form) {
        port.secret = forms[form];
        port.secret_length = 32;
        port.gave_secret = false;
        CHECK(!port_holds(forms[form], 32));
        CHECK_CODE(request("a", "", out, sizeof(out), &length), 0);
        CHECK(!port_holds(forms[form], 32));
        CHECK(!port.gave_secret);
        port.secret = NULL;
        port.secret_length = 0;
    }
}

void test_own_keys(void) {
    test_keys("prime256v1", 138);
    test_keys("secp384r1", 185);
    test_wrapped();
    test_requests();
    test_slots();
    test_answers();
    test_each_allocation();
    test_traces();
}
