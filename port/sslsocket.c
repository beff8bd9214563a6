// SPDX-License-Identifier: MIT OR Apache-2.0
// SSLSocket: the object and what it answers. The bytes move in sslstream.c.

#include <string.h>

#include "py/gc.h"
#include "py/mperrno.h"
#include "py/runtime.h"

#include "modtls.h"

/******************************************************************************/
// Making and freeing.

// Tells a server of datagrams whom it serves: client_id, the client's address in whatever form.
static void name_client(modtls_socket_t *self, mp_obj_t client_id) {
    mp_buffer_info_t address;
    if (!mp_get_buffer(client_id, &address, MP_BUFFER_READ)) {
        address.buf = "";
        address.len = 0;
    }
    modtls_check(camtls_connection_set_client(self->connection, address.buf, address.len));
}

mp_obj_t modtls_socket_new(modtls_context_t *context, mp_obj_t sock, const modtls_wrap_t *wrap) {
    mp_get_stream_raise(sock, MP_STREAM_OP_READ | MP_STREAM_OP_WRITE | MP_STREAM_OP_IOCTL);
    const char *hostname = NULL;
    size_t length = 0;
    if (wrap->server_hostname != mp_const_none) {
        hostname = mp_obj_str_get_data(wrap->server_hostname, &length);
    }
    #if MODTLS_OPERATIONS
    modtls_context_warn_expiry(context);
    #endif
    camtls_context *handle = modtls_context_handle(context);

    modtls_socket_t *self = mp_obj_malloc_with_finaliser(modtls_socket_t, &modtls_socket_type);
    self->life = modtls_life();
    self->connection = NULL;
    self->context = MP_OBJ_FROM_PTR(context);
    self->sock = sock;
    self->server_hostname = wrap->server_hostname;
    #if MODTLS_OPERATIONS
    self->unproven = context->unproven;
    #endif
    self->raised = MP_OBJ_NULL;
    self->verify_result = 1;
    self->deferred_error = 0;
    self->connected = false;
    self->nonblocking = false;
    self->yielded = false;
    self->ended = false;
    self->truncated = false;
    self->close_wanted = false;
    self->closing = false;
    self->session_reused = false;
    self->waits = false;
    // A server's context makes servers, with or without the argument, as it always has.
    self->server_side = wrap->server_side || context->server;
    // The client speaks first: until it has, its stream alone says whether there is something to read.
    self->poll_mask = self->server_side ? MP_STREAM_POLL_RD : MP_STREAM_POLL_WR;
    self->called_for = MP_STREAM_POLL_WR;

    int32_t code = camtls_connection_new(handle, self->server_side, hostname, length, &self->connection);
    if (code == CAMTLS_ERR_TOO_MANY_HANDSHAKES) {
        // A script may have forgotten some without closing them.
        gc_collect();
        code = camtls_connection_new(handle, self->server_side, hostname, length, &self->connection);
    }
    modtls_check(code);
    modtls_session_take_up(self->connection, wrap->session);
    if (self->server_side && modtls_is_datagram(self)) {
        name_client(self, wrap->client_id);
    }
    if (!wrap->suppress_ragged_eofs) {
        camtls_connection_refuse_truncation(self->connection);
    }
    if (wrap->do_handshake) {
        nlr_buf_t nlr;
        if (nlr_push(&nlr) == 0) {
            modtls_socket_handshake(self, true);
            nlr_pop();
        } else {
            // Nobody will ever hold this object. The stream stays open: it is the caller's.
            modtls_socket_drop(self);
            self->sock = MP_OBJ_NULL;
            nlr_jump(nlr.ret_val);
        }
    }
    return MP_OBJ_FROM_PTR(self);
}

void modtls_socket_drop(modtls_socket_t *self) {
    if (modtls_socket_alive(self)) {
        camtls_connection_free(self->connection);
    }
    self->connection = NULL;
}

static mp_obj_t socket___del__(mp_obj_t self_in) {
    modtls_socket_drop(MP_OBJ_TO_PTR(self_in));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(socket___del___obj, socket___del__);

/******************************************************************************/
// Questions about the connection.

// Enters the connection. False: there is none any more. Raises OSError(EBUSY). Until leave, nothing may raise.
static bool socket_enter(modtls_socket_t *self) {
    if (!modtls_socket_alive(self)) {
        return false;
    }
    modtls_check(camtls_connection_enter(self->connection));
    return true;
}

static mp_obj_t new_str_or_none(const char *string) {
    return string == NULL ? mp_const_none : mp_obj_new_str_from_cstr(string);
}

// cipher(): (suite, version), or None before they are known and after close().
static mp_obj_t socket_cipher(mp_obj_t self_in) {
    modtls_socket_t *self = MP_OBJ_TO_PTR(self_in);
    if (!socket_enter(self)) {
        return mp_const_none;
    }
    const char *suite = camtls_connection_cipher(self->connection);
    const char *version = camtls_connection_version(self->connection);
    camtls_connection_leave(self->connection);
    if (suite == NULL || version == NULL) {
        return mp_const_none;
    }
    mp_obj_t pair[2] = { mp_obj_new_str_from_cstr(suite), mp_obj_new_str_from_cstr(version) };
    return mp_obj_new_tuple(2, pair);
}
static MP_DEFINE_CONST_FUN_OBJ_1(socket_cipher_obj, socket_cipher);

// cipher_info(): CPython's cipher(), with the strength in bits.
static mp_obj_t socket_cipher_info(mp_obj_t self_in) {
    modtls_socket_t *self = MP_OBJ_TO_PTR(self_in);
    mp_obj_t pair = socket_cipher(self_in);
    if (pair == mp_const_none || !socket_enter(self)) {
        return mp_const_none;
    }
    uint32_t bits = camtls_connection_cipher_bits(self->connection);
    camtls_connection_leave(self->connection);
    mp_obj_t *items;
    mp_obj_get_array_fixed_n(pair, 2, &items);
    mp_obj_t triple[3] = { items[0], items[1], MP_OBJ_NEW_SMALL_INT(bits) };
    return mp_obj_new_tuple(3, triple);
}
static MP_DEFINE_CONST_FUN_OBJ_1(socket_cipher_info_obj, socket_cipher_info);

static mp_obj_t socket_version(mp_obj_t self_in) {
    modtls_socket_t *self = MP_OBJ_TO_PTR(self_in);
    if (!socket_enter(self)) {
        return mp_const_none;
    }
    const char *version = camtls_connection_version(self->connection);
    camtls_connection_leave(self->connection);
    return new_str_or_none(version);
}
static MP_DEFINE_CONST_FUN_OBJ_1(socket_version_obj, socket_version);

// selected_alpn_protocol(): the application protocol, or None. The name lives as long as the connection: it is copied at once.
static mp_obj_t socket_selected_alpn_protocol(mp_obj_t self_in) {
    modtls_socket_t *self = MP_OBJ_TO_PTR(self_in);
    char name[256];
    bool some = false;
    if (socket_enter(self)) {
        const char *alpn = camtls_connection_alpn(self->connection);
        some = alpn != NULL;
        if (some) {
            strcpy(name, alpn);
        }
        camtls_connection_leave(self->connection);
    }
    return new_str_or_none(some ? name : NULL);
}
static MP_DEFINE_CONST_FUN_OBJ_1(socket_selected_alpn_protocol_obj, socket_selected_alpn_protocol);

mp_obj_t modtls_socket_peer_certificate(modtls_socket_t *self, size_t index) {
    mp_obj_t certificate = mp_const_none;
    if (!socket_enter(self)) {
        return certificate;
    }
    const uint8_t *der = NULL;
    size_t length = 0;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        if (camtls_connection_peer_certificate(self->connection, index, &der, &length) == 0) {
            certificate = mp_obj_new_bytes(der, length);
        }
        nlr_pop();
        camtls_connection_leave(self->connection);
    } else {
        camtls_connection_leave(self->connection);
        nlr_jump(nlr.ret_val);
    }
    return certificate;
}

// getpeercert(binary_form=False): the peer's own certificate, in DER or as CPython's dict, which is empty for one that was not
// verified; None when there is none.
static mp_obj_t socket_getpeercert(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_binary_form, MP_ARG_BOOL, {.u_bool = false} },
    };
    modtls_socket_t *self = MP_OBJ_TO_PTR(pos_args[0]);
    mp_arg_val_t binary_form;
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, 1, allowed_args, &binary_form);
    mp_obj_t der = modtls_socket_peer_certificate(self, 0);
    if (binary_form.u_bool || der == mp_const_none) {
        return der;
    }
    return self->verify_result == 0 ? modtls_certificate_dict(der) : mp_obj_new_dict(0);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(socket_getpeercert_obj, 1, socket_getpeercert);

// getpeerchain(): the certificates as the peer sent them, in DER, its own first.
static mp_obj_t socket_getpeerchain(mp_obj_t self_in) {
    mp_obj_t chain = mp_obj_new_list(0, NULL);
    mp_obj_t der;
    for (size_t i = 0; (der = modtls_socket_peer_certificate(MP_OBJ_TO_PTR(self_in), i)) != mp_const_none; ++i) {
        mp_obj_list_append(chain, der);
    }
    return chain;
}
static MP_DEFINE_CONST_FUN_OBJ_1(socket_getpeerchain_obj, socket_getpeerchain);

// pending(): the bytes that a read gets without the stream.
static mp_obj_t socket_pending(mp_obj_t self_in) {
    modtls_socket_t *self = MP_OBJ_TO_PTR(self_in);
    size_t pending = 0;
    if (socket_enter(self)) {
        pending = camtls_connection_pending(self->connection);
        camtls_connection_leave(self->connection);
    }
    return mp_obj_new_int_from_uint(pending);
}
static MP_DEFINE_CONST_FUN_OBJ_1(socket_pending_obj, socket_pending);

static mp_obj_t socket_do_handshake(mp_obj_t self_in) {
    modtls_socket_handshake(MP_OBJ_TO_PTR(self_in), false);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(socket_do_handshake_obj, socket_do_handshake);

static mp_obj_t socket_unwrap(mp_obj_t self_in) {
    return modtls_socket_unwrap(MP_OBJ_TO_PTR(self_in));
}
static MP_DEFINE_CONST_FUN_OBJ_1(socket_unwrap_obj, socket_unwrap);

static mp_obj_t socket_session(modtls_socket_t *self) {
    if (!socket_enter(self)) {
        return mp_const_none;
    }
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_obj_t session = modtls_session_of(self->connection);
        nlr_pop();
        camtls_connection_leave(self->connection);
        return session;
    }
    camtls_connection_leave(self->connection);
    nlr_jump(nlr.ret_val);
}

static void socket_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    modtls_socket_t *self = MP_OBJ_TO_PTR(self_in);
    if (dest[0] != MP_OBJ_NULL) {
        return; // nothing can be set
    }
    switch (attr) {
        case MP_QSTR_context:
            dest[0] = self->context;
            break;
        case MP_QSTR_server_hostname:
            dest[0] = self->server_hostname;
            break;
        case MP_QSTR_server_side:
            dest[0] = mp_obj_new_bool(self->server_side);
            break;
        case MP_QSTR_session:
            dest[0] = socket_session(self);
            break;
        case MP_QSTR_session_reused:
            dest[0] = mp_obj_new_bool(self->session_reused);
            break;
        case MP_QSTR_truncated:
            dest[0] = mp_obj_new_bool(self->truncated);
            break;
        case MP_QSTR_verify_result:
            dest[0] = mp_obj_new_int(self->verify_result);
            break;
        default:
            dest[1] = MP_OBJ_SENTINEL; // a method, perhaps
            break;
    }
}

/******************************************************************************/
// What is the stream's own matter.

static mp_obj_t socket_forward(modtls_socket_t *self, qstr method, size_t n_args, mp_obj_t argument) {
    if (self->sock == MP_OBJ_NULL) {
        mp_raise_OSError(MP_EBADF);
    }
    mp_obj_t call[3];
    mp_load_method(self->sock, method, call);
    call[2] = argument;
    return mp_call_method_n_kw(n_args, 0, call);
}

static mp_obj_t socket_setblocking(mp_obj_t self_in, mp_obj_t flag) {
    modtls_socket_t *self = MP_OBJ_TO_PTR(self_in);
    mp_obj_t answer = socket_forward(self, MP_QSTR_setblocking, 1, flag);
    self->nonblocking = !mp_obj_is_true(flag);
    return answer;
}
static MP_DEFINE_CONST_FUN_OBJ_2(socket_setblocking_obj, socket_setblocking);

static mp_obj_t socket_settimeout(mp_obj_t self_in, mp_obj_t timeout) {
    modtls_socket_t *self = MP_OBJ_TO_PTR(self_in);
    mp_obj_t answer = socket_forward(self, MP_QSTR_settimeout, 1, timeout);
    self->nonblocking = timeout != mp_const_none && !mp_obj_is_true(timeout);
    return answer;
}
static MP_DEFINE_CONST_FUN_OBJ_2(socket_settimeout_obj, socket_settimeout);

static mp_obj_t socket_fileno(mp_obj_t self_in) {
    return socket_forward(MP_OBJ_TO_PTR(self_in), MP_QSTR_fileno, 0, MP_OBJ_NULL);
}
static MP_DEFINE_CONST_FUN_OBJ_1(socket_fileno_obj, socket_fileno);

static const mp_rom_map_elem_t socket_locals_dict_table[] = {
    { MP_ROM_QSTR(MP_QSTR_read), MP_ROM_PTR(&mp_stream_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_readinto), MP_ROM_PTR(&mp_stream_readinto_obj) },
    { MP_ROM_QSTR(MP_QSTR_readline), MP_ROM_PTR(&mp_stream_unbuffered_readline_obj) },
    { MP_ROM_QSTR(MP_QSTR_write), MP_ROM_PTR(&mp_stream_write_obj) },
    { MP_ROM_QSTR(MP_QSTR_recv), MP_ROM_PTR(&mp_stream_read1_obj) },
    { MP_ROM_QSTR(MP_QSTR_recv_into), MP_ROM_PTR(&mp_stream_readinto_obj) },
    { MP_ROM_QSTR(MP_QSTR_send), MP_ROM_PTR(&mp_stream_write1_obj) },
    { MP_ROM_QSTR(MP_QSTR_sendall), MP_ROM_PTR(&mp_stream_write_obj) },
    { MP_ROM_QSTR(MP_QSTR_setblocking), MP_ROM_PTR(&socket_setblocking_obj) },
    { MP_ROM_QSTR(MP_QSTR_settimeout), MP_ROM_PTR(&socket_settimeout_obj) },
    { MP_ROM_QSTR(MP_QSTR_fileno), MP_ROM_PTR(&socket_fileno_obj) },
    { MP_ROM_QSTR(MP_QSTR_close), MP_ROM_PTR(&mp_stream_close_obj) },
    { MP_ROM_QSTR(MP_QSTR___del__), MP_ROM_PTR(&socket___del___obj) },
    { MP_ROM_QSTR(MP_QSTR___enter__), MP_ROM_PTR(&mp_identity_obj) },
    { MP_ROM_QSTR(MP_QSTR___exit__), MP_ROM_PTR(&mp_stream___exit___obj) },
    { MP_ROM_QSTR(MP_QSTR_ioctl), MP_ROM_PTR(&mp_stream_ioctl_obj) },
    { MP_ROM_QSTR(MP_QSTR_do_handshake), MP_ROM_PTR(&socket_do_handshake_obj) },
    { MP_ROM_QSTR(MP_QSTR_pending), MP_ROM_PTR(&socket_pending_obj) },
    { MP_ROM_QSTR(MP_QSTR_cipher), MP_ROM_PTR(&socket_cipher_obj) },
    { MP_ROM_QSTR(MP_QSTR_cipher_info), MP_ROM_PTR(&socket_cipher_info_obj) },
    { MP_ROM_QSTR(MP_QSTR_selected_alpn_protocol), MP_ROM_PTR(&socket_selected_alpn_protocol_obj) },
    { MP_ROM_QSTR(MP_QSTR_unwrap), MP_ROM_PTR(&socket_unwrap_obj) },
    { MP_ROM_QSTR(MP_QSTR_version), MP_ROM_PTR(&socket_version_obj) },
    { MP_ROM_QSTR(MP_QSTR_getpeercert), MP_ROM_PTR(&socket_getpeercert_obj) },
    { MP_ROM_QSTR(MP_QSTR_getpeerchain), MP_ROM_PTR(&socket_getpeerchain_obj) },
    #if MODTLS_OPERATIONS
    { MP_ROM_QSTR(MP_QSTR_peer_expires), MP_ROM_PTR(&modtls_socket_peer_expires_obj) },
    #endif
};
static MP_DEFINE_CONST_DICT(socket_locals_dict, socket_locals_dict_table);

MP_DEFINE_CONST_OBJ_TYPE(
    modtls_socket_type,
    MP_QSTR_SSLSocket,
    MP_TYPE_FLAG_NONE,
    protocol, &modtls_socket_stream,
    attr, socket_attr,
    locals_dict, &socket_locals_dict
    );
