// SPDX-License-Identifier: MIT OR Apache-2.0
// The handshake, as far as a port has a part in it: it moves the bytes, asks verify_callback, and lets others run in between.

#include "py/mperrno.h"
#include "py/runtime.h"

#include "modtls.h"

// Shows verify_callback the certificate in question. It gets bytes of its own.
static void call_back(modtls_socket_t *self) {
    modtls_context_t *context = MP_OBJ_TO_PTR(self->context);
    const uint8_t *der;
    size_t length;
    int32_t depth;
    if (camtls_connection_callback(self->connection, &der, &length, &depth) != 0) {
        return;
    }
    if (context->verify_callback == mp_const_none) {
        camtls_connection_callback_result(self->connection, 0);
        return;
    }
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_obj_t certificate = mp_obj_new_bytes(der, length);
        mp_obj_t answer = mp_call_function_2(context->verify_callback, certificate, MP_OBJ_NEW_SMALL_INT(depth));
        mp_int_t result = mp_obj_get_int(answer);
        nlr_pop();
        // A number that is too large for the library must not become the zero that accepts.
        camtls_connection_callback_result(self->connection, result == (int32_t)result ? result : INT32_MAX);
    } else {
        // Nothing was accepted: the peer is refused before the exception goes on.
        camtls_connection_callback_result(self->connection, MP_EPERM);
        camtls_connection_advance(self->connection);
        modtls_send_last_words(self, self->connected);
        nlr_jump(nlr.ret_val);
    }
}

static void handshake_done(modtls_socket_t *self) {
    const modtls_context_t *context = MP_OBJ_TO_PTR(self->context);
    self->connected = true;
    self->session_reused = camtls_connection_is_resumed(self->connection);
    self->verify_result = camtls_connection_verify_result(self->connection);
    if (self->verify_result != 0 && !context->pinned && !context->server) {
        modtls_warn_unverified();
    }
    #if MODTLS_OPERATIONS
    modtls_keep_floor();
    #endif
}

bool modtls_handshake(modtls_socket_t *self, uint8_t direction, int *errcode) {
    if (self->raised != MP_OBJ_NULL) {
        mp_obj_t raised = self->raised;
        self->raised = MP_OBJ_NULL;
        nlr_raise(raised);
    }
    self->called_for = direction;
    self->yielded = false;
    while (!self->connected) {
        uint32_t events = camtls_connection_advance(self->connection);
        if (events & CAMTLS_EVENT_FAILED) {
            modtls_raise_signer(self);
            modtls_fail(self);
        }
        if (events & CAMTLS_EVENT_WANT_CALLBACK) {
            call_back(self);
        } else if (events & CAMTLS_EVENT_WANT_WRITE) {
            self->poll_mask = MP_STREAM_POLL_WR;
            modtls_await(self, MP_STREAM_POLL_WR);
            if (!modtls_send_all(self, errcode)) {
                modtls_raise_alert(self, *errcode);
                return false;
            }
        } else if (!(events & CAMTLS_EVENT_HANDSHAKING)) {
            handshake_done(self);
        } else if (events & CAMTLS_EVENT_WANT_READ) {
            self->poll_mask = MP_STREAM_POLL_RD;
            modtls_await(self, MP_STREAM_POLL_RD);
            if (camtls_connection_timer(self->connection) == 0) {
                continue; // its time is over, or a flight is to be sent again
            }
            if (!modtls_receive(self, errcode)) {
                return false;
            }
        } else if (self->nonblocking) {
            // Only computing is left to do: an event loop gets its turn after each step.
            self->yielded = true;
            *errcode = MP_EAGAIN;
            return false;
        }
        mp_handle_pending(true);
    }
    return true;
}
