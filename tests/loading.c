#include <stdio.h>
#include <string.h>

#include "check.h"
#include "groups.h"
#include "port.h"

static camtls_context *fresh(void) {
    camtls_context *context = NULL;
    CHECK_CODE(camtls_context_new(CAMTLS_PROTOCOL_TLS_CLIENT, &context), 0);
    return context;
}

static int32_t anchors(camtls_context *context, const char *name) {
    check_file file = check_read(name);
    return camtls_context_load_anchors(context, file.bytes, file.length, CAMTLS_MEMORY_COPY);
}

static int32_t identity(camtls_context *context, const char *certificate, const char *key, int32_t *warning) {
    check_file chain = check_read(certificate), secret = check_read(key);
    return camtls_context_load_identity(context, chain.bytes, chain.length, CAMTLS_MEMORY_COPY, secret.bytes, secret.length, warning);
}

// The last refusal says it in words: each of them is in its text.
static void check_text(const char *words) {
    camtls_failure failure;
    camtls_failure_last(&failure);
    if (!CHECK(strstr(failure.text, words) != NULL)) {
        printf("    the text is: %s; missing: %s\n", failure.text, words);
    }
}

static void test_anchor_files(void) {
    static const struct {
        const char *file;
        int32_t error;
        const char *words;
    } refused[] = {
        {"ca.pem", CAMTLS_ERR_PEM_NOT_DER, "openssl x509"},
        {"truncated.der", CAMTLS_ERR_TRUNCATED, "is cut off at byte "},
        {"trailing.der", CAMTLS_ERR_TRAILING_JUNK, "but 2 more follow"},
        {"empty.der", CAMTLS_ERR_FILE_EMPTY, ""},
        {"text.der", CAMTLS_ERR_IS_TEXT, "certificate"},
        {"server.key.der", CAMTLS_ERR_IS_PRIVATE_KEY, "certificate"},
        {"request.der", CAMTLS_ERR_IS_REQUEST, "certificate"},
        {"public.der", CAMTLS_ERR_IS_PUBLIC_KEY, "certificate"},
        {"crl.der", CAMTLS_ERR_IS_CRL, "crl="},
    };
    check_begin("loading: a file that is no certificate is named for what it is");
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); ++i) {
        camtls_context *context = fresh();
        CHECK_CODE(anchors(context, refused[i].file), refused[i].error);
        check_text(refused[i].words);
        CHECK(camtls_context_anchor_count(context) == 0);
        camtls_context_free(context);
    }
}

static void test_several(void) {
    check_begin("loading: concatenated certificates are all loaded");
    camtls_context *context = fresh();
    CHECK_CODE(anchors(context, "two.der"), 0);
    CHECK(camtls_context_anchor_count(context) == 2);
    CHECK_CODE(camtls_context_verify_mode(context), CAMTLS_VERIFY_REQUIRED);
    camtls_context_free(context);
}

static void test_keys(void) {
    static const struct {
        const char *certificate, *key;
    } good[] = {
        {"server.der", "server.key.der"}, {"server.der", "server.sec1.der"}, {"camera.der", "camera.key.der"},
        {"rsa.der", "rsa.key.der"}, {"rsa.der", "rsa.pkcs1.der"}, {"p384.der", "p384.key.der"},
        {"p384.der", "p384.sec1.der"}, {"deep.chain.der", "deep.key.der"},
    };
    static const struct {
        const char *certificate, *key;
        int32_t error;
        const char *words;
    } refused[] = {
        {"server.der", "client.key.der", CAMTLS_ERR_KEY_MISMATCH, ""},
        {"server.der", "rsa.key.der", CAMTLS_ERR_KEY_MISMATCH, ""},
        {"server.der", "p384.key.der", CAMTLS_ERR_KEY_MISMATCH, ""},
        {"server.der", "server.key.pem", CAMTLS_ERR_PEM_NOT_DER, "openssl pkey"},
        {"server.pem", "server.key.der", CAMTLS_ERR_PEM_NOT_DER, "openssl x509"},
        {"ed25519.der", "ed25519.key.der", CAMTLS_ERR_EDWARDS_KEY, "Ed25519"},
        {"server.der", "ed25519.key.der", CAMTLS_ERR_EDWARDS_KEY, "prime256v1"},
        {"server.der", "encrypted.der", CAMTLS_ERR_KEY_ENCRYPTED, ""},
        {"server.der", "key-truncated.der", CAMTLS_ERR_TRUNCATED, ""},
        {"server.der", "server.der", CAMTLS_ERR_IS_CERTIFICATE, "private key"},
        {"server.key.der", "server.der", CAMTLS_ERR_IS_PRIVATE_KEY, "certificate"},
        {"server.der", "public.der", CAMTLS_ERR_IS_PUBLIC_KEY, "private key"},
        {"server.der", "empty.der", CAMTLS_ERR_FILE_EMPTY, ""},
        {"server.der", "explicit.der", CAMTLS_ERR_CURVE_EXPLICIT, ""},
        {"server.der", "secp256k1.key.der", CAMTLS_ERR_CURVE_UNSUPPORTED, "prime256v1"},
        {"server.der", "p521.key.der", CAMTLS_ERR_CURVE_UNSUPPORTED, "prime256v1"},
        {"rsa1024.der", "rsa1024.key.der", CAMTLS_ERR_RSA_TOO_SHORT, "1024"},
    };
    check_begin("loading: keys in PKCS#8, SEC1 and PKCS#1");
    int32_t warning;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); ++i) {
        camtls_context *context = fresh();
        warning = 7;
        CHECK_CODE(identity(context, good[i].certificate, good[i].key, &warning), 0);
        CHECK_CODE(warning, 0);
        camtls_context_free(context);
    }
    check_begin("loading: a key that cannot be used is refused with what to do");
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); ++i) {
        camtls_context *context = fresh();
        warning = 7;
        if (!CHECK_CODE(identity(context, refused[i].certificate, refused[i].key, &warning), refused[i].error)) {
            printf("    %s with %s\n", refused[i].certificate, refused[i].key);
        }
        CHECK(warning == 7);
        check_text(refused[i].words);
        camtls_context_free(context);
    }
}

static void test_own_dates(void) {
    check_begin("loading: an own certificate outside its dates is loaded with a warning");
    static const struct {
        int32_t warning;
        const char *certificate, *key;
    } dated[] = {
        {CAMTLS_ERR_CERT_EXPIRED, "expired.der", "expired.key.der"},
        {CAMTLS_ERR_CERT_NOT_YET_VALID, "early.der", "early.key.der"},
    };
    for (size_t i = 0; i < sizeof(dated) / sizeof(dated[0]); ++i) {
        camtls_context *context = fresh();
        int32_t warning = 0;
        CHECK_CODE(identity(context, dated[i].certificate, dated[i].key, &warning), 0);
        CHECK_CODE(warning, dated[i].warning);
        // Without a clock nothing is known, and nothing is warned of.
        port.clock_set = false;
        CHECK_CODE(identity(context, dated[i].certificate, dated[i].key, &warning), 0);
        CHECK_CODE(warning, 0);
        port.clock_set = true;
        camtls_context_free(context);
    }
}

static void test_truncations(void) {
    check_begin("loading: a certificate and a key cut at any length are refused");
    check_file ca = check_read("ca.der"), chain = check_read("server.der"), key = check_read("server.key.der");
    camtls_context *context = fresh();
    unsigned accepted = 0;
    int32_t warning;
    uint8_t cut[1024];
    for (size_t length = 0; length < ca.length && length <= sizeof(cut); ++length) {
        memcpy(cut, ca.bytes, length);
        accepted += camtls_context_load_anchors(context, cut, length, CAMTLS_MEMORY_COPY) == 0;
    }
    for (size_t length = 0; length < chain.length; ++length) {
        accepted += camtls_context_load_identity(context, chain.bytes, length, CAMTLS_MEMORY_COPY, key.bytes, key.length, &warning) == 0;
    }
    for (size_t length = 0; length < key.length; ++length) {
        accepted += camtls_context_load_identity(context, chain.bytes, chain.length, CAMTLS_MEMORY_COPY, key.bytes, length, &warning) == 0;
    }
    CHECK(accepted == 0);
    CHECK(camtls_context_anchor_count(context) == 0);
    camtls_context_free(context);
}

static void test_changes(void) {
    check_begin("loading: a key with any byte changed does not crash, and never loads as another key");
    check_file chain = check_read("server.der"), key = check_read("server.key.der");
    camtls_context *context = fresh();
    uint8_t changed[256];
    unsigned accepted = 0;
    for (size_t at = 0; at < key.length && key.length <= sizeof(changed); ++at) {
        memcpy(changed, key.bytes, key.length);
        changed[at] ^= 0x20;
        int32_t warning;
        accepted += camtls_context_load_identity(context, chain.bytes, chain.length, CAMTLS_MEMORY_COPY, changed, key.length, &warning) == 0;
    }
    // The copy of the public key inside a PKCS#8 file need not be believed: those 65 bytes may change unseen.
    CHECK(accepted <= 66);
    camtls_context_free(context);
}

void test_loading(void) {
    test_anchor_files();
    test_several();
    test_keys();
    test_own_dates();
    test_truncations();
    test_changes();
}
