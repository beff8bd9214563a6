// SPDX-License-Identifier: MIT OR Apache-2.0
// Mbed TLS's primitives, called as TLS calls them: in our firmware what src/crypto put in their place answers.

#include <string.h>

#include "mbedtls/build_info.h"
#include "mbedtls/chachapoly.h"
#include "mbedtls/ecdh.h"
#include "mbedtls/ecdsa.h"
#include "mbedtls/gcm.h"
#include "mbedtls/pk.h"
#include "mbedtls/rsa.h"
#include "mbedtls/sha256.h"
#include "mbedtls/sha512.h"

#include "py/runtime.h"

#include "modbench.h"

#define KILOBYTE (1024)

static byte data[KILOBYTE];
static mp_obj_t figures;

// Not random, and the same in each run.
static int generate(void *state, unsigned char *out, size_t length) {
    static uint32_t word = 1;
    (void)state;
    while (length--) {
        word = word * 1664525 + 1013904223;
        *out++ = word >> 24;
    }
    return 0;
}

static void note(const char *name, uint64_t start, int code) {
    uint64_t spent = bench_instructions() - start;
    if (code != 0) {
        mp_raise_msg_varg(&mp_type_RuntimeError, MP_ERROR_TEXT("%s: %d"), name, code);
    }
    mp_obj_t pair[2] = { mp_obj_new_str_from_cstr(name), mp_obj_new_int_from_ull(spent) };
    mp_obj_list_append(figures, mp_obj_new_tuple(2, pair));
}

// Calls for their instructions.
#define NOTE(name, call) do { uint64_t start_ = bench_instructions(); int code_ = (call); note(name, start_, code_); } while (0)

static void hashes(void) {
    byte digest[64];
    NOTE("SHA-256, 1 KB", mbedtls_sha256(data, KILOBYTE, digest, 0));
    NOTE("SHA-384, 1 KB", mbedtls_sha512(data, KILOBYTE, digest, 1));
}

static void gcm(const char *name, unsigned bits) {
    static const byte key[32] = { 7 };
    byte tag[16];
    mbedtls_gcm_context context;
    mbedtls_gcm_init(&context);
    int code = mbedtls_gcm_setkey(&context, MBEDTLS_CIPHER_ID_AES, key, bits);
    if (code == 0) {
        NOTE(name, mbedtls_gcm_crypt_and_tag(&context, MBEDTLS_GCM_ENCRYPT, KILOBYTE, key, 12, key, 13, data, data, 16, tag));
    }
    mbedtls_gcm_free(&context);
}

static void chachapoly(void) {
    #if defined(MBEDTLS_CHACHAPOLY_C)
    static const byte key[32] = { 7 };
    byte tag[16];
    mbedtls_chachapoly_context context;
    mbedtls_chachapoly_init(&context);
    if (mbedtls_chachapoly_setkey(&context, key) == 0) {
        NOTE("ChaCha20-Poly1305, 1 KB", mbedtls_chachapoly_encrypt_and_tag(&context, KILOBYTE, key, key, 13, data, data, tag));
    }
    mbedtls_chachapoly_free(&context);
    #endif
}

// Key, agreement, signature and its check; fresh groups, as the keys of a handshake have.
static void curve(mbedtls_ecp_group_id id, const char *const names[4], size_t hash_length) {
    static const byte hash[48] = { 7 };
    mbedtls_ecp_keypair pair;
    mbedtls_mpi r, s;
    mbedtls_ecp_keypair_init(&pair);
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    mbedtls_ecp_group_load(&pair.MBEDTLS_PRIVATE(grp), id);
    NOTE(names[0], mbedtls_ecdh_gen_public(&pair.MBEDTLS_PRIVATE(grp), &pair.MBEDTLS_PRIVATE(d), &pair.MBEDTLS_PRIVATE(Q), generate, NULL));

    mbedtls_ecp_group group;
    mbedtls_ecp_group_init(&group);
    mbedtls_ecp_group_load(&group, id);
    NOTE(names[1], mbedtls_ecdh_compute_shared(&group, &r, &pair.MBEDTLS_PRIVATE(Q), &pair.MBEDTLS_PRIVATE(d), generate, NULL));
    mbedtls_ecp_group_free(&group);

    mbedtls_ecp_group_init(&group);
    mbedtls_ecp_group_load(&group, id);
    NOTE(names[2], mbedtls_ecdsa_sign(&group, &r, &s, &pair.MBEDTLS_PRIVATE(d), hash, hash_length, generate, NULL));
    mbedtls_ecp_group_free(&group);

    mbedtls_ecp_group_init(&group);
    mbedtls_ecp_group_load(&group, id);
    NOTE(names[3], mbedtls_ecdsa_verify(&group, hash, hash_length, &pair.MBEDTLS_PRIVATE(Q), &r, &s));
    mbedtls_ecp_group_free(&group);

    mbedtls_mpi_free(&r);
    mbedtls_mpi_free(&s);
    mbedtls_ecp_keypair_free(&pair);
}

// What the check of an RSA signature costs: any odd modulus will do.
static void rsa_public(const char *name, size_t length) {
    static byte modulus[512], message[512];
    memset(modulus, 0xC5, sizeof(modulus));
    memset(message, 0x33, sizeof(message));
    static const byte exponent[3] = { 1, 0, 1 };
    mbedtls_rsa_context rsa;
    mbedtls_rsa_init(&rsa);
    int code = mbedtls_rsa_import_raw(&rsa, modulus, length, NULL, 0, NULL, 0, NULL, 0, exponent, sizeof(exponent));
    if (code == 0 && (code = mbedtls_rsa_complete(&rsa)) == 0) {
        NOTE(name, mbedtls_rsa_public(&rsa, message, message));
    }
    mbedtls_rsa_free(&rsa);
}

static void rsa_sign(const byte *der, size_t length) {
    byte signature[256];
    size_t written;
    mbedtls_pk_context key;
    mbedtls_pk_init(&key);
    if (mbedtls_pk_parse_key(&key, der, length, NULL, 0, generate, NULL) == 0) {
        // The first one also makes what blinds all of them.
        NOTE("RSA-2048 sign, the first", mbedtls_pk_sign(&key, MBEDTLS_MD_SHA256, data, 32, signature, sizeof(signature), &written, generate, NULL));
        NOTE("RSA-2048 sign", mbedtls_pk_sign(&key, MBEDTLS_MD_SHA256, data, 32, signature, sizeof(signature), &written, generate, NULL));
    }
    mbedtls_pk_free(&key);
}

// primitives(rsa_key): [(name, instructions)].
static mp_obj_t bench_primitives(mp_obj_t key) {
    static const char *const p256[4] = { "P-256 key", "P-256 ECDH", "P-256 sign", "P-256 verify" };
    static const char *const p384[4] = { "P-384 key", "P-384 ECDH", "P-384 sign", "P-384 verify" };
    mp_buffer_info_t der;
    mp_get_buffer_raise(key, &der, MP_BUFFER_READ);
    figures = mp_obj_new_list(0, NULL);
    hashes();
    gcm("AES-128-GCM, 1 KB", 128);
    gcm("AES-256-GCM, 1 KB", 256);
    chachapoly();
    curve(MBEDTLS_ECP_DP_SECP256R1, p256, 32);
    curve(MBEDTLS_ECP_DP_SECP384R1, p384, 48);
    rsa_public("RSA-2048 verify", 256);
    rsa_public("RSA-4096 verify", 512);
    rsa_sign(der.buf, der.len);
    mp_obj_t answer = figures;
    figures = MP_OBJ_NULL;
    return answer;
}
MP_DEFINE_CONST_FUN_OBJ_1(bench_primitives_obj, bench_primitives);
