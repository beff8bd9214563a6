// SPDX-License-Identifier: MIT OR Apache-2.0
// What the C files of the modules ssl and tls share. They know Python and the C ABI of camtls.h, and nothing of TLS.
#ifndef CAMTLS_PORT_MODTLS_H
#define CAMTLS_PORT_MODTLS_H

#include "py/nlr.h"
#include "py/obj.h"
#include "py/stream.h"

#include "camtls.h"

#ifndef MP_NORETURN
#define MP_NORETURN NORETURN // its name before MicroPython 1.26
#endif

#ifndef MODTLS_DTLS
#define MODTLS_DTLS (0) // whether the library was built with its feature dtls: the build says so
#endif

#ifndef MODTLS_OPERATIONS
#define MODTLS_OPERATIONS (1) // what a camera in operation needs beside connections: 0 leaves it out
#endif

#define MODTLS_POLL_RDWR (MP_STREAM_POLL_RD | MP_STREAM_POLL_WR)

// ssl.SSLContext and tls.SSLContext.
typedef struct _modtls_context_t {
    mp_obj_base_t base;
    uint32_t life; // of the library in which context was made
    camtls_context *context;
    mp_obj_t verify_callback;
    #if MODTLS_OPERATIONS
    mp_obj_t unproven; // (directory, digest) of an identity that no peer has accepted yet, or MP_OBJ_NULL
    #endif
    mp_obj_t ecdsa_sign_callback;
    mp_obj_t raised; // by ecdsa_sign_callback in a call of the library; or MP_OBJ_NULL
    mp_obj_t handshake_timeout; // seconds; None, as below: no limit
    mp_obj_t max_handshakes;
    mp_obj_t max_memory; // bytes
    #if MODTLS_OPERATIONS
    mp_obj_t expiry_callback;
    int64_t expires; // the identity's last second, since 1970; INT64_MIN without one
    int64_t renewal; // when it is time to renew the identity; INT64_MAX once that was said
    #endif
    uint16_t minimum_version; // 0: the library's own bound
    uint16_t maximum_version;
    bool server;
    bool datagram; // DTLS
    bool pinned; // a peer with another key gets no connection
} modtls_context_t;

// SSLSocket.
typedef struct _modtls_socket_t {
    mp_obj_base_t base;
    uint32_t life; // of the library in which connection was made
    camtls_connection *connection; // NULL once freed
    mp_obj_t context;
    mp_obj_t sock; // MP_OBJ_NULL once closed
    mp_obj_t server_hostname;
    #if MODTLS_OPERATIONS
    mp_obj_t unproven; // as the context's
    #endif
    mp_obj_t raised; // by the stream when it got what a write had accepted: for the next call; or MP_OBJ_NULL
    int32_t verify_result;
    int16_t deferred_error; // what a poll met when it read ahead
    uint8_t poll_mask; // the direction that the handshake waits for
    uint8_t called_for; // the directions that the last call was for, which ran the handshake
    bool connected : 1; // the handshake is over
    bool nonblocking : 1; // the script said so through this object
    bool yielded : 1; // a step of the handshake is due, whatever the stream says
    bool ended : 1; // the stream below has
    bool truncated : 1; // the end of the stream came without close_notify
    bool close_wanted : 1; // close() came while the connection was in use
    bool closing : 1;
    bool server_side : 1;
    bool session_reused : 1;
    bool waits : 1; // the handshake is to be gone through now, whatever time it takes
} modtls_socket_t;

extern const mp_obj_type_t modtls_ssl_context_type;
extern const mp_obj_type_t modtls_tls_context_type;
extern const mp_obj_type_t modtls_socket_type;
extern const mp_stream_p_t modtls_socket_stream;

// ---- platform.c: one life of the library lasts from the first import to the soft reset ----

// Starts the library if it is not running. Raises OSError.
void modtls_begin(void);

// Ends it: wipes and forgets everything. The garbage collector does so at a soft reset; a port without finalisers calls it
// before it clears the heap.
void modtls_end(void);

// The number of the running life; 0 when there is none. A pointer made in another life is dead.
uint32_t modtls_life(void);

// ---- errors.c ----

// OSError(code, text); OSError(ENOMEM) when that is the code, OSError(code) where there is no memory for the text.
MP_NORETURN void modtls_raise(int32_t code, const char *text);

// The failure of a call that returned code (not of a connection), as OSError.
MP_NORETURN void modtls_raise_last(int32_t code);

static inline void modtls_check(int32_t code) {
    if (code != 0) {
        modtls_raise_last(code);
    }
}

// The failure that a connection keeps, as OSError.
MP_NORETURN void modtls_raise_connection(const camtls_connection *connection);

// Likewise, but only if it is an alert that the peer sent.
void modtls_raise_received(const camtls_connection *connection);

// One line "ssl: text" on the console.
void modtls_console(const char *text);

// ---- modtls.c ----

// Prints once, for the first client connection whose peer nobody verified, unless ssl.warn_unverified is False.
void modtls_warn_unverified(void);

// The module's own state begins anew with each life.
void modtls_reset_warnings(void);

// ---- blob.c: certificates, keys and lists as scripts give them ----

// DER bytes from a buffer or a file. Opened, it is an active jump callback: an exception releases it.
typedef struct _modtls_blob_t {
    nlr_jump_callback_node_t callback;
    mp_obj_t owner; // keeps bytes alive
    const uint8_t *bytes;
    size_t length;
    int32_t memory; // CAMTLS_MEMORY_*
    bool wipe; // bytes were read from a file into memory of ours
} modtls_blob_t;

// Opens what source names: a bytes-like object is the data itself, a str a path (PEM text in a str is data too, which the library
// then refuses by name), None nothing. Raises TypeError and the file system's OSError.
void modtls_blob_open(modtls_blob_t *blob, mp_obj_t source);

// Takes what source names into a blob that was opened with None. If that raises, the blob is still open.
void modtls_blob_fill(modtls_blob_t *blob, mp_obj_t source);

// Closes the blob opened last; what was read from a file is wiped.
void modtls_blob_close(modtls_blob_t *blob);

// Empties an open blob; what was read from a file is wiped.
void modtls_blob_forget(modtls_blob_t *blob);

// Room for a secret that the library writes, wiped when it is closed. Opened, it is an active jump callback.
typedef struct _modtls_output_t {
    nlr_jump_callback_node_t callback;
    byte *bytes;
    size_t size;
    size_t length; // for the library to write
} modtls_output_t;

void modtls_output_open(modtls_output_t *output, size_t size);

// Closes the room opened last.
void modtls_output_close(modtls_output_t *output);

// Gives what work raises, or MP_OBJ_NULL.
mp_obj_t modtls_attempt(void (*work)(void *), void *argument);

// Whether something of that name can be found.
bool modtls_file_exists(mp_obj_t path);

// A closed file that held a secret: nothing of it stays in the buffers of its file system.
void modtls_file_forget(mp_obj_t file, mp_obj_t path);

#if MODTLS_OPERATIONS
// ---- files.c ----

// The number of an OSError, 0 of another exception.
int modtls_errno_of(mp_obj_t exception);

// A failure of the catalogue that was found here: see camtls_failure_found.
MP_NORETURN void modtls_raise_found(int32_t code, mp_obj_t name, mp_int_t number);

// Writes a whole file, and removes it if that fails. Raises OSError, ERR_READ_ONLY where nothing can be written.
void modtls_file_write(mp_obj_t path, const byte *bytes, size_t length);

// Removes a file, if that can be done.
void modtls_file_remove(mp_obj_t path);

// ---- keys.c, identity.c: functions of the module ssl ----

MP_DECLARE_CONST_FUN_OBJ_KW(modtls_generate_key_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(modtls_certificate_request_obj);
MP_DECLARE_CONST_FUN_OBJ_3(modtls_install_identity_obj);
MP_DECLARE_CONST_FUN_OBJ_3(modtls_answered_obj);
MP_DECLARE_CONST_FUN_OBJ_3(modtls_failed_obj);
MP_DECLARE_CONST_FUN_OBJ_1(modtls_installed_obj);
MP_DECLARE_CONST_FUN_OBJ_1(modtls_proven_obj);
MP_DECLARE_CONST_FUN_OBJ_1(modtls_remove_obj);
#endif

// ---- certificate.c ----

// What a certificate (DER) says, as CPython's getpeercert() does. Raises OSError.
mp_obj_t modtls_certificate_dict(mp_obj_t der);

// A time as time.time() counts.
mp_obj_t modtls_new_time(int64_t seconds_since_1970);

MP_DECLARE_CONST_FUN_OBJ_1(modtls_certificate_info_obj);

// ---- operations.c ----

// A fresh start, with each life, and nothing left of one that is over.
void modtls_reset_operations(void);

// Keeps the dates of the certificates that a context has just loaded.
void modtls_context_note_dates(modtls_context_t *self, const byte *certificates, size_t length);

// Says that it is time to renew a context's certificate, once: before a connection, never in it.
void modtls_context_warn_expiry(modtls_context_t *self);

// After a handshake: has what was learnt of the time kept.
void modtls_keep_floor(void);

// The attribute of that name which is written in Python, or MP_OBJ_NULL.
mp_obj_t modtls_operation(qstr name);

MP_DECLARE_CONST_FUN_OBJ_KW(modtls_context_replace_identity_obj);
MP_DECLARE_CONST_FUN_OBJ_KW(modtls_context_replace_verify_locations_obj);
MP_DECLARE_CONST_FUN_OBJ_1(modtls_context_identity_expires_obj);
MP_DECLARE_CONST_FUN_OBJ_1(modtls_socket_peer_expires_obj);
MP_DECLARE_CONST_FUN_OBJ_VAR_BETWEEN(modtls_clock_obj);

// ---- sslcontext.c ----

extern const mp_obj_type_t modtls_version_type; // TLSVersion

modtls_context_t *modtls_context_new(const mp_obj_type_t *type, int32_t protocol);
void modtls_context_set_verify_mode(modtls_context_t *self, mp_obj_t value);
void modtls_context_load_identity(modtls_context_t *self, mp_obj_t certificates, mp_obj_t key);
void modtls_context_take_identity(modtls_context_t *self, camtls_context *context, const byte *certificates,
    size_t certificates_length, int32_t memory, const byte *key, size_t key_length);
void modtls_context_load_anchors(modtls_context_t *self, mp_obj_t anchors);

#if MODTLS_OPERATIONS
// Loads the newest complete identity of a directory (identity.c).
void modtls_context_load_directory(modtls_context_t *self, mp_obj_t directory);

// A peer has accepted this connection, data of it is there: marks the identity that it was made with.
void modtls_identity_proven(modtls_socket_t *self);
#endif

// The library's context. Raises OSError(EBADF) when it belongs to an earlier life.
camtls_context *modtls_context_handle(const modtls_context_t *self);

// ---- signer.c ----

// A context's address as the library keeps it. As it is, it would be found by the garbage collector, which reads the library's memory:
// the context, and all that it has loaded, would never be collected.
#define MODTLS_HIDDEN(context) ((void *)((byte *)(context) + 1))

// Has ecdsa_sign_callback of the hidden context (data) sign: a camtls_signer.
int32_t modtls_sign(void *data, const uint8_t *key, size_t key_length, const uint8_t *hash, size_t hash_length, uint8_t *signature,
    size_t *length);

// Raises what ecdsa_sign_callback has raised, if it has, once the connection has failed of it.
void modtls_raise_signer(modtls_socket_t *self);

// ---- sslsession.c: SSLSession, which a script can keep and hand to wrap_socket, no more ----

// The connection's session, or None. The connection is entered.
mp_obj_t modtls_session_of(camtls_connection *connection);

// Offers the session to the server. Raises TypeError, OSError.
void modtls_session_take_up(camtls_connection *connection, mp_obj_t session);

// Whether the stream is one of datagrams. Without the feature it never is, and no code is left of what asks.
static inline bool modtls_is_datagram(const modtls_socket_t *self) {
    return MODTLS_DTLS && ((const modtls_context_t *)MP_OBJ_TO_PTR(self->context))->datagram;
}

// ---- sslsocket.c ----

// The DER of the peer's index-th certificate, or None.
mp_obj_t modtls_socket_peer_certificate(modtls_socket_t *self, size_t index);

// What wrap_socket was given besides the stream.
typedef struct _modtls_wrap_t {
    mp_obj_t server_hostname; // or None
    bool server_side;
    bool do_handshake;
    bool suppress_ragged_eofs;
    mp_obj_t session; // or None
    mp_obj_t client_id; // a client's address, for a server of datagrams
} modtls_wrap_t;

mp_obj_t modtls_socket_new(modtls_context_t *context, mp_obj_t sock, const modtls_wrap_t *wrap);

// Whether the library still has the connection.
static inline bool modtls_socket_alive(const modtls_socket_t *self) {
    return self->connection != NULL && self->life == modtls_life();
}

// Frees the connection without a word to the peer: no I/O, no Python.
void modtls_socket_drop(modtls_socket_t *self);

// ---- traffic.c: calls of the stream below; the connection is entered ----

// Records that are read ahead at most: some without data, then one with.
#define MODTLS_READ_AHEAD (16)

// Sends all that waits. False: *errcode says why not all went.
bool modtls_send_all(modtls_socket_t *self, int *errcode);

// Reads what the record at hand still needs, once. False: *errcode says why nothing came.
bool modtls_receive(modtls_socket_t *self, int *errcode);

// In the handshake: where the stream would wait without end, waits for it here, no longer than the handshake may take.
void modtls_await(modtls_socket_t *self, uintptr_t direction);

// An alert or close_notify: one attempt, whose failure does not matter. ask: only if the stream says that it has room. Of what it
// raises only an interrupt goes on.
void modtls_send_last_words(modtls_socket_t *self, bool ask);

// The failure of the connection: the peer is told by an alert, the script by OSError.
MP_NORETURN void modtls_fail(modtls_socket_t *self);

// Forgets what waits to be sent, if errcode says that the peer will never take it: what it sent before can still be read.
bool modtls_give_up_sending(modtls_socket_t *self, int errcode);

// A peer that refuses us says so and closes, and whoever still writes gets errcode, a broken pipe. The alert is there to be read:
// raises it, if there is one.
void modtls_raise_alert(modtls_socket_t *self, int errcode);

// ---- handshake.c ----

// Takes the handshake as far as the stream lets it. direction (MP_STREAM_POLL_*) is that of the call which wants it over: if the
// handshake then waits for the other one, poll has to know. False: *errcode says what it waits for. The connection is entered.
bool modtls_handshake(modtls_socket_t *self, uint8_t direction, int *errcode);

// ---- sslstream.c ----

// Runs the handshake to its end. wait: try again when the stream would block. Raises OSError.
void modtls_socket_handshake(modtls_socket_t *self, bool wait);

// Ends TLS on the stream: sends close_notify, waits for the peer's, frees the connection and gives the stream back. Raises OSError.
mp_obj_t modtls_socket_unwrap(modtls_socket_t *self);

// Sends close_notify if the stream takes it now, frees the connection and closes the stream.
mp_uint_t modtls_socket_close(modtls_socket_t *self, int *errcode);

#endif
