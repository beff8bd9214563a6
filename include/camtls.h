/* DRAFT of the C ABI, written by hand until `make header` generates it with cbindgen from src/ffi. Same names, same shapes. */
#ifndef CAMTLS_H
#define CAMTLS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CAMTLS_ABI_VERSION 1

/* ---- enums (callers pass int32_t; values are checked) ---- */
enum { CAMTLS_PROTOCOL_TLS_CLIENT = 0, CAMTLS_PROTOCOL_TLS_SERVER = 1, CAMTLS_PROTOCOL_DTLS_CLIENT = 2, CAMTLS_PROTOCOL_DTLS_SERVER = 3 };
enum { CAMTLS_VERIFY_NONE = 0, CAMTLS_VERIFY_OPTIONAL = 1, CAMTLS_VERIFY_REQUIRED = 2, CAMTLS_VERIFY_UNSET = -1 };
enum { CAMTLS_MEMORY_COPY = 0,   /* the library copies the bytes */
       CAMTLS_MEMORY_BORROW = 1  /* read-only memory that outlives the library's use (ROMFS, flash): never copied */ };
enum { CAMTLS_EVENT_HANDSHAKING = 1, CAMTLS_EVENT_WANT_READ = 2, CAMTLS_EVENT_WANT_WRITE = 4, CAMTLS_EVENT_WANT_TIMER = 8,
       CAMTLS_EVENT_WANT_CALLBACK = 16, CAMTLS_EVENT_HAS_PLAINTEXT = 32, CAMTLS_EVENT_PEER_CLOSED = 64,
       CAMTLS_EVENT_TRUNCATED = 128, CAMTLS_EVENT_FAILED = 256, CAMTLS_EVENT_CLOSED = 512 /* close() was called here */ };
enum { CAMTLS_ALERT_NONE = 0, CAMTLS_ALERT_SENT = 1, CAMTLS_ALERT_RECEIVED = 2 };
enum { CAMTLS_ABSENT = 1 };  /* answer of a camtls_port_* that the port lacks */
/* + generated: enum { CAMTLS_ERR_xxx = -0x8001 ... } from the catalogue (src/policy/error.rs) */

typedef struct camtls_context camtls_context;
typedef struct camtls_connection camtls_connection;

/* What went wrong. code: positive errno, -1..-0x7FFF Mbed TLS, -0x8001..-0x8FFF CAMTLS_ERR_*. */
typedef struct camtls_failure {
    int32_t code;
    uint8_t alert_direction;   /* CAMTLS_ALERT_* */
    uint8_t alert;             /* RFC 8446 section 6 alert number */
    int8_t depth;              /* 0 = leaf; -1 = no certificate is meant */
    uint8_t reserved;
    int64_t now, not_before, not_after;   /* seconds since 1970; INT64_MIN = not applicable */
    char subject[64];          /* UTF-8, NUL-terminated, "" = not applicable */
    char text[256];            /* the sentence with cause, values and remedy: UTF-8, NUL-terminated */
} camtls_failure;

/* One constant or one catalogue row, for the port to export and for docs. */
typedef struct camtls_error_entry { int32_t code; const char *name /* "ERR_CERT_EXPIRED" */; const char *meaning; } camtls_error_entry;

/* ---- library ---- */
/* A firmware linked against another ABI fails at link time: refer to this symbol. */
extern const uint32_t camtls_abi_1;
/* Checks struct sizes (pass sizeof(camtls_failure)); forgets all earlier state. 0 or a code. */
int32_t camtls_init(uint32_t abi_version, size_t failure_size);
/* Wipes and forgets everything (soft reset). Afterwards every old pointer is dead; free functions on them must not be called. */
void camtls_deinit(void);
const char *camtls_version(void);            /* "camtls 0.1.0" */
const char *camtls_engine_version(void);     /* "Mbed TLS 3.6.7" */
size_t camtls_error_count(void);
int32_t camtls_error_get(size_t index, camtls_error_entry *out);
/* Detail of the last call (of any function but a connection's) that returned non-zero. */
void camtls_failure_last(camtls_failure *out);
/* Bytes that the library holds of the firmware's memory now, the peak, and blocks held now. */
void camtls_memory_usage(size_t *held, size_t *peak, size_t *blocks);

/* ---- context ---- */
int32_t camtls_context_new(int32_t protocol, camtls_context **out);
void camtls_context_free(camtls_context *self);          /* connections keep what they pinned */
int32_t camtls_context_set_verify_mode(camtls_context *self, int32_t mode);     /* CAMTLS_VERIFY_*; UNSET = by intent */
int32_t camtls_context_verify_mode(const camtls_context *self);                 /* the effective one, never UNSET */
int32_t camtls_context_set_check_hostname(camtls_context *self, bool on);
bool camtls_context_check_hostname(const camtls_context *self);
int32_t camtls_context_set_common_name(camtls_context *self, bool on);          /* hostname_checks_common_name */
bool camtls_context_common_name(const camtls_context *self);
int32_t camtls_context_set_callback(camtls_context *self, bool on);             /* ask WANT_CALLBACK for each certificate of the accepted path */
/* Certificates (leaf first, concatenated DER) and private key (PKCS#8, SEC1, PKCS#1 DER). The key is always copied and wiped.
   On success *warning is 0 or CAMTLS_ERR_CERT_EXPIRED / _NOT_YET_VALID: loaded all the same, text in camtls_failure_last. */
int32_t camtls_context_load_identity(camtls_context *self, const uint8_t *certificates, size_t certificates_length, int32_t memory,
                                     const uint8_t *key, size_t key_length, int32_t *warning);
int32_t camtls_context_load_anchors(camtls_context *self, const uint8_t *certificates, size_t length, int32_t memory);
size_t camtls_context_anchor_count(const camtls_context *self);
/* Revocation lists (DER CRLs), and VERIFY_CRL_CHECK_LEAF = 0x4 / _CHAIN = 0xC / VERIFY_X509_STRICT = 0x20 flags. */
int32_t camtls_context_load_crls(camtls_context *self, const uint8_t *crls, size_t length, int32_t memory);
int32_t camtls_context_set_verify_flags(camtls_context *self, uint32_t flags);
uint32_t camtls_context_verify_flags(const camtls_context *self);
int32_t camtls_context_pin_public_key(camtls_context *self, const uint8_t sha256[32]);
/* IANA names, comma-separated. */
int32_t camtls_context_set_ciphers(camtls_context *self, const char *names, size_t length);
/* The index-th suite's IANA name, NULL past the end. */
const char *camtls_context_cipher(const camtls_context *self, size_t index);
/* 0x0303 TLS 1.2, 0x0304 TLS 1.3; 0 = the library's own bound. */
int32_t camtls_context_set_versions(camtls_context *self, uint16_t minimum, uint16_t maximum);

/* ---- connection: a state machine without I/O ---- */
/* server_hostname NULL = none given. Checks names and modes: ERR_HOSTNAME_REQUIRED, ERR_CLOCK_NOT_SET and the like come from here or the handshake. */
int32_t camtls_connection_new(camtls_context *context, bool server_side, const char *server_hostname, size_t length, camtls_connection **out);
/* Frees and wipes; no I/O, no callback. While busy (see enter) it is deferred until leave. */
void camtls_connection_free(camtls_connection *self);
/* Marks busy: 0, or EBUSY when already busy. Everything below is called between enter and leave. */
int32_t camtls_connection_enter(camtls_connection *self);
/* Ends busy; runs a deferred free: then *self is dead and true is returned. */
bool camtls_connection_leave(camtls_connection *self);
/* One bounded piece of work (at most one public-key operation) towards the end of the handshake; cheap when there is nothing to do.
   Returns the event word. HANDSHAKING without any WANT_* or FAILED: call again (run pending events first). */
uint32_t camtls_connection_advance(camtls_connection *self);
/* The event word without doing work. */
uint32_t camtls_connection_events(const camtls_connection *self);
/* WANT_READ: the window into which the next bytes from the peer are to be read, *length = exactly what the current record still needs
   (datagrams: room for one datagram). Valid until the next call on this connection. Then _fed(n), n <= length; n = 0 is end of file. */
int32_t camtls_connection_input(camtls_connection *self, uint8_t **window, size_t *length);
int32_t camtls_connection_fed(camtls_connection *self, size_t length);
/* WANT_WRITE: bytes to send (streams: a whole flight; datagrams: one). Then _sent(n), n <= length. */
int32_t camtls_connection_output(camtls_connection *self, const uint8_t **bytes, size_t *length);
int32_t camtls_connection_sent(camtls_connection *self, size_t length);
/* Decrypted bytes: *count = 0 with events telling why (WANT_READ, PEER_CLOSED, TRUNCATED, FAILED). */
int32_t camtls_connection_read(camtls_connection *self, uint8_t *buffer, size_t length, size_t *count);
/* Encrypts up to one record of plaintext; *count = 0 while earlier output waits (WANT_WRITE). What is counted is accepted for good. */
int32_t camtls_connection_write(camtls_connection *self, const uint8_t *bytes, size_t length, size_t *count);
/* Plaintext bytes that read would give without more input. */
size_t camtls_connection_pending(const camtls_connection *self);
/* Queues close_notify (once; nothing in mid-handshake or after failure); WANT_WRITE while it waits. */
int32_t camtls_connection_close(camtls_connection *self);
/* The sticky failure; code 0 if none. */
void camtls_connection_failure(const camtls_connection *self, camtls_failure *out);
/* Verdict under CERT_NONE/OPTIONAL: 0 = trusted, 1 = no certificate or not verified, else the code it would have failed with. */
int32_t camtls_connection_verify_result(const camtls_connection *self);
/* The negotiated suite's IANA name and version ("TLSv1.2", "TLSv1.3"), NULL before they are known. */
const char *camtls_connection_cipher(const camtls_connection *self);
const char *camtls_connection_version(const camtls_connection *self);
/* DER of the index-th certificate as presented by the peer (0 = leaf): borrowed until the next call. ENOENT past the end. */
int32_t camtls_connection_peer_certificate(const camtls_connection *self, size_t index, const uint8_t **der, size_t *length);
/* WANT_CALLBACK: the certificate in question (root first, depth counts down to 0); then _callback_result: 0 accepts, else refused with that code. */
int32_t camtls_connection_callback(const camtls_connection *self, const uint8_t **der, size_t *length, int32_t *depth);
int32_t camtls_connection_callback_result(camtls_connection *self, int32_t result);
/* WANT_TIMER: milliseconds until advance is due. */
uint32_t camtls_connection_timer(const camtls_connection *self);

/* ---- certificate functions without a connection ---- */
/* The same search as in a handshake, run to its end. hostname NULL: no name check. 0 or a code (detail: camtls_failure_last). */
int32_t camtls_certificate_verify(const uint8_t *chain, size_t chain_length, const uint8_t *anchors, size_t anchors_length,
                                  const char *hostname, size_t hostname_length, bool for_server, uint32_t flags);

/* ---- imports: what the firmware provides. None of them may raise. ---- */
int32_t camtls_port_random(uint8_t *out, size_t length);           /* 0, or non-zero: no randomness (fails closed) */
int32_t camtls_port_clock(int64_t *seconds_since_1970);            /* 0, or CAMTLS_ABSENT: unset */
uint32_t camtls_port_milliseconds(void);                            /* monotonic, wraps */
void *camtls_port_memory_take(size_t size);                         /* rooted block of the firmware's heap, 8-byte aligned, or NULL */
void camtls_port_memory_give(void *block);
void camtls_port_lock(void);                                        /* the port's mutex around each call into the library, re-entrant for the thread that holds it; */
void camtls_port_unlock(void);                                      /* nothing where there are no threads */
uint32_t camtls_port_interrupts_off(void);                          /* single core: mask interrupts, answer the state to restore; */
void camtls_port_interrupts_restore(uint32_t state);                /* nothing where no interrupt handler can run Python */
int32_t camtls_port_device_key(uint8_t out[32]);                   /* 0 or CAMTLS_ABSENT */
int32_t camtls_port_unique_id(uint8_t *out, size_t *length);       /* in: room, out: length; 0 or CAMTLS_ABSENT */
#endif
