// SPDX-License-Identifier: MIT OR Apache-2.0
// The stream protocol of SSLSocket.
//
// One rule holds it together: between camtls_connection_enter and _leave anything may raise, and `guarded` is the only place
// that enters. So a Ctrl-C, a timeout or an exception of a stream written in Python leaves the connection as it was, and a
// call that comes back to the same connection gets EBUSY.

#include "py/mperrno.h"
#include "py/mphal.h"
#include "py/runtime.h"

#include "modtls.h"

/******************************************************************************/
// Operations on the entered connection.

// Whether read answers at once, were it only with the end of the data or an error.
static bool is_readable(const modtls_socket_t *self) {
    return self->ended || self->deferred_error != 0 || self->raised != MP_OBJ_NULL || (camtls_connection_events(self->connection)
        & (CAMTLS_EVENT_HAS_PLAINTEXT | CAMTLS_EVENT_PEER_CLOSED | CAMTLS_EVENT_TRUNCATED | CAMTLS_EVENT_FAILED));
}

typedef mp_uint_t (*operation_t)(modtls_socket_t *self, void *buffer, mp_uint_t size, int *errcode);

static mp_uint_t read_plaintext(modtls_socket_t *self, void *buffer, mp_uint_t size, int *errcode) {
    if (!modtls_handshake(self, MP_STREAM_POLL_RD, errcode)) {
        return MP_STREAM_ERROR;
    }
    if (self->deferred_error != 0) {
        *errcode = self->deferred_error;
        self->deferred_error = 0;
        return MP_STREAM_ERROR;
    }
    for (;;) {
        size_t count = 0;
        int32_t code = camtls_connection_read(self->connection, buffer, size, &count);
        if (count != 0 || size == 0) {
            #if MODTLS_OPERATIONS
            if (count != 0 && self->unproven != MP_OBJ_NULL) {
                modtls_identity_proven(self);
            }
            #endif
            return count;
        }
        uint32_t events = camtls_connection_events(self->connection);
        if (events & CAMTLS_EVENT_FAILED) {
            self->truncated = events & CAMTLS_EVENT_TRUNCATED;
            modtls_fail(self);
        }
        if (code != 0) {
            *errcode = code;
            return MP_STREAM_ERROR;
        }
        if (events & CAMTLS_EVENT_TRUNCATED) {
            if (!self->truncated) {
                self->truncated = true;
                modtls_console("the peer's data ended without close_notify: it may have been cut short");
            }
            return 0;
        }
        if (events & (CAMTLS_EVENT_PEER_CLOSED | CAMTLS_EVENT_CLOSED)) {
            return 0;
        }
        // What was accepted earlier goes out while we wait, or both sides might wait for ever.
        if (!modtls_send_all(self, errcode) && !mp_is_nonblocking_error(*errcode) && !modtls_give_up_sending(self, *errcode)) {
            return MP_STREAM_ERROR;
        }
        if (camtls_connection_events(self->connection) & CAMTLS_EVENT_WANT_READ) {
            if (!modtls_receive(self, errcode)) {
                return MP_STREAM_ERROR;
            }
        } else {
            camtls_connection_advance(self->connection);
        }
        mp_handle_pending(true);
    }
}

// Sends what was just accepted. A stream's exception is kept for the next call: this one would lose the count with it, and a script
// that writes again would repeat the data.
static bool send_accepted(modtls_socket_t *self, int *errcode) {
    bool sent = true;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        sent = modtls_send_all(self, errcode);
        nlr_pop();
    } else if (mp_obj_exception_match(MP_OBJ_FROM_PTR(nlr.ret_val), MP_OBJ_FROM_PTR(&mp_type_Exception))) {
        self->raised = MP_OBJ_FROM_PTR(nlr.ret_val);
    } else {
        nlr_jump(nlr.ret_val);
    }
    return sent;
}

// What is counted was accepted for good: it is encrypted and goes out before anything else, however the script goes on.
static mp_uint_t write_plaintext(modtls_socket_t *self, void *buffer, mp_uint_t size, int *errcode) {
    if (!modtls_handshake(self, MP_STREAM_POLL_WR, errcode)) {
        return MP_STREAM_ERROR;
    }
    if (!modtls_send_all(self, errcode)) {
        modtls_raise_alert(self, *errcode);
        return MP_STREAM_ERROR;
    }
    size_t count = 0;
    int32_t code = camtls_connection_write(self->connection, buffer, size, &count);
    uint32_t events = camtls_connection_events(self->connection);
    if (events & CAMTLS_EVENT_FAILED) {
        modtls_fail(self);
    }
    if (events & CAMTLS_EVENT_CLOSED) {
        code = MP_EPIPE; // unwrap() has begun: nothing was accepted
    }
    #if MODTLS_DTLS
    if (code == CAMTLS_ERR_BAD_ARGUMENT) {
        modtls_raise(code, "too much for a datagram: 4096 bytes at most");
    }
    #endif
    if (code != 0) {
        *errcode = code; // no memory, which may pass: nothing was accepted
        return MP_STREAM_ERROR;
    }
    if (!send_accepted(self, errcode) && !mp_is_nonblocking_error(*errcode) && *errcode != MP_ETIMEDOUT) {
        modtls_raise_alert(self, *errcode);
        return MP_STREAM_ERROR;
    }
    return count;
}

// size is the wait argument of modtls_socket_handshake.
static mp_uint_t finish_handshake(modtls_socket_t *self, void *buffer, mp_uint_t size, int *errcode) {
    (void)buffer;
    self->waits = size;
    while (!modtls_handshake(self, MODTLS_POLL_RDWR, errcode)) {
        if (!size || !mp_is_nonblocking_error(*errcode)) {
            return MP_STREAM_ERROR;
        }
        mp_event_wait_ms(1);
    }
    return 0;
}

static mp_uint_t say_goodbye(modtls_socket_t *self, void *buffer, mp_uint_t size, int *errcode) {
    (void)buffer;
    (void)size;
    (void)errcode;
    camtls_connection_close(self->connection);
    modtls_send_last_words(self, true);
    return 0;
}

// The longest that unwrap() waits for the peer's close_notify, in milliseconds.
#define UNWRAP_MOST (2000)

// close_notify goes out, the peer's comes in. What it sent before is passed over.
static mp_uint_t part(modtls_socket_t *self, void *buffer, mp_uint_t size, int *errcode) {
    (void)buffer;
    (void)size;
    if (!modtls_handshake(self, MODTLS_POLL_RDWR, errcode)) {
        return MP_STREAM_ERROR;
    }
    camtls_connection_close(self->connection);
    mp_uint_t start = mp_hal_ticks_ms();
    for (;;) {
        uint32_t events = camtls_connection_advance(self->connection);
        if (events & CAMTLS_EVENT_FAILED) {
            modtls_fail(self);
        }
        if (!modtls_send_all(self, errcode) && !modtls_give_up_sending(self, *errcode)) {
            return MP_STREAM_ERROR;
        }
        if (events & (CAMTLS_EVENT_PEER_CLOSED | CAMTLS_EVENT_TRUNCATED)) {
            self->truncated = events & CAMTLS_EVENT_TRUNCATED;
            return 0;
        }
        if (mp_hal_ticks_ms() - start > UNWRAP_MOST) {
            *errcode = MP_ETIMEDOUT;
            return MP_STREAM_ERROR;
        }
        if (events & CAMTLS_EVENT_WANT_READ) {
            mp_uint_t ready = MP_STREAM_POLL_RD;
            if (!self->nonblocking) {
                ready = mp_get_stream(self->sock)->ioctl(self->sock, MP_STREAM_POLL, MP_STREAM_POLL_RD, errcode);
            }
            if (ready == 0) {
                mp_event_wait_ms(1);
            } else if (!modtls_receive(self, errcode)) {
                return MP_STREAM_ERROR;
            }
        }
        mp_handle_pending(true);
    }
}

// Reads what the stream has, until the library can tell whether there is plaintext: a poll that says "readable" because half a
// record is there, or a record without data, would make the script wait in read. The answer: whether read would not wait.
static bool read_ahead(modtls_socket_t *self) {
    for (size_t turn = 0; turn < MODTLS_READ_AHEAD; ++turn) {
        int errcode;
        if (!(camtls_connection_events(self->connection) & CAMTLS_EVENT_WANT_READ)) {
            return true;
        }
        if (!modtls_receive(self, &errcode)) {
            // read has to tell, the stream may not say it twice
            self->deferred_error = mp_is_nonblocking_error(errcode) ? 0 : errcode;
            return self->deferred_error != 0;
        }
        camtls_connection_advance(self->connection);
        if (is_readable(self)) {
            return true;
        }
        mp_uint_t ready = mp_get_stream(self->sock)->ioctl(self->sock, MP_STREAM_POLL, MP_STREAM_POLL_RD, &errcode);
        if (ready == MP_STREAM_ERROR || !(ready & MP_STREAM_POLL_RD)) {
            return false;
        }
    }
    return true;
}

static mp_uint_t poll_handshake(modtls_socket_t *self, uintptr_t wanted, int *errcode) {
    uintptr_t asked = wanted;
    if (self->yielded || camtls_connection_timer(self->connection) == 0) {
        return wanted & MODTLS_POLL_RDWR; // the caller comes back, and hears of the handshake whose time is over
    }
    // As in MicroPython's own ssl: a read that waits for reading does not keep who polls for writing from a write that will tell.
    bool other = self->called_for == self->poll_mask && !(wanted & self->poll_mask);
    if ((wanted & MODTLS_POLL_RDWR) && !other) {
        asked = (wanted & ~MODTLS_POLL_RDWR) | self->poll_mask;
    }
    mp_uint_t ready = mp_get_stream(self->sock)->ioctl(self->sock, MP_STREAM_POLL, asked, errcode);
    if (ready != MP_STREAM_ERROR && !other && (ready & self->poll_mask)) {
        ready = (ready & ~self->poll_mask) | (wanted & MODTLS_POLL_RDWR); // the caller comes back, and the handshake goes on
    }
    return ready;
}

static mp_uint_t poll_connected(modtls_socket_t *self, uintptr_t wanted, int *errcode) {
    mp_uint_t ready = 0;
    uintptr_t asked = wanted;
    if ((wanted & MP_STREAM_POLL_RD) && is_readable(self)) {
        if (wanted == MP_STREAM_POLL_RD) {
            return MP_STREAM_POLL_RD;
        }
        ready = MP_STREAM_POLL_RD;
        asked &= ~MP_STREAM_POLL_RD;
    }
    bool unsent = camtls_connection_events(self->connection) & CAMTLS_EVENT_WANT_WRITE;
    if (unsent) {
        asked |= MP_STREAM_POLL_WR; // what was accepted earlier wants to go out, whatever the caller waits for
    }
    mp_uint_t below = mp_get_stream(self->sock)->ioctl(self->sock, MP_STREAM_POLL, asked, errcode);
    if (below == MP_STREAM_ERROR) {
        return MP_STREAM_ERROR;
    }
    int ignored;
    if (unsent && (below & MP_STREAM_POLL_WR) && !modtls_send_all(self, &ignored)) {
        below &= ~MP_STREAM_POLL_WR;
    }
    if ((below & MP_STREAM_POLL_RD) && !read_ahead(self)) {
        below &= ~MP_STREAM_POLL_RD;
    }
    return ready | (below & (wanted | ~MODTLS_POLL_RDWR));
}

// size holds the directions that the caller asks for.
static mp_uint_t poll(modtls_socket_t *self, void *buffer, mp_uint_t size, int *errcode) {
    (void)buffer;
    if (camtls_connection_events(self->connection) & CAMTLS_EVENT_FAILED) {
        return MP_STREAM_POLL_NVAL;
    }
    return self->connected ? poll_connected(self, size, errcode) : poll_handshake(self, size, errcode);
}

// The only way into a connection. The operation may raise; a close() that came meanwhile is done afterwards.
static mp_uint_t guarded(modtls_socket_t *self, operation_t operation, void *buffer, mp_uint_t size, int *errcode) {
    if (self->sock == MP_OBJ_NULL || !modtls_socket_alive(self)) {
        *errcode = MP_EBADF;
        return MP_STREAM_ERROR;
    }
    camtls_connection *entered = self->connection; // a script may call __del__ itself, which is then done at leave
    int32_t code = camtls_connection_enter(entered);
    if (code != 0) {
        *errcode = code;
        return MP_STREAM_ERROR;
    }
    void *raised = NULL;
    mp_uint_t answer = MP_STREAM_ERROR;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        answer = operation(self, buffer, size, errcode);
        nlr_pop();
    } else {
        raised = nlr.ret_val;
    }
    if (answer != MP_STREAM_ERROR) {
        *errcode = 0; // a call below that did not matter may have left its own
    }
    camtls_connection_leave(entered);
    if (self->close_wanted && !self->closing) {
        int ignored;
        modtls_socket_close(self, &ignored);
    }
    if (raised != NULL) {
        nlr_jump(raised);
    }
    return answer;
}

/******************************************************************************/
// For the other files.

void modtls_socket_handshake(modtls_socket_t *self, bool wait) {
    int errcode;
    if (guarded(self, finish_handshake, NULL, wait, &errcode) == MP_STREAM_ERROR) {
        mp_raise_OSError(errcode);
    }
}

mp_obj_t modtls_socket_unwrap(modtls_socket_t *self) {
    int errcode;
    if (guarded(self, part, NULL, 0, &errcode) == MP_STREAM_ERROR) {
        mp_raise_OSError(errcode);
    }
    mp_obj_t sock = self->sock;
    modtls_socket_drop(self);
    self->sock = MP_OBJ_NULL;
    // A callback may have closed it meanwhile.
    return sock == MP_OBJ_NULL ? mp_const_none : sock;
}

mp_uint_t modtls_socket_close(modtls_socket_t *self, int *errcode) {
    mp_obj_t sock = self->sock;
    if (sock == MP_OBJ_NULL || self->closing) {
        return 0;
    }
    self->closing = true;
    self->raised = MP_OBJ_NULL;
    void *raised = NULL;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        int busy = 0;
        guarded(self, say_goodbye, NULL, 0, &busy);
        nlr_pop();
        if (busy == MP_EBUSY) {
            self->closing = false;
            self->close_wanted = true;
            return 0;
        }
    } else {
        raised = nlr.ret_val;
    }
    modtls_socket_drop(self);
    self->sock = MP_OBJ_NULL;
    mp_uint_t answer = mp_get_stream(sock)->ioctl(sock, MP_STREAM_CLOSE, 0, errcode);
    if (raised != NULL) {
        nlr_jump(raised);
    }
    return answer;
}

/******************************************************************************/
// Stream protocol.

static mp_uint_t socket_read(mp_obj_t self_in, void *buffer, mp_uint_t size, int *errcode) {
    return guarded(MP_OBJ_TO_PTR(self_in), read_plaintext, buffer, size, errcode);
}

static mp_uint_t socket_write(mp_obj_t self_in, const void *buffer, mp_uint_t size, int *errcode) {
    return guarded(MP_OBJ_TO_PTR(self_in), write_plaintext, (void *)buffer, size, errcode);
}

static mp_uint_t socket_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t arg, int *errcode) {
    modtls_socket_t *self = MP_OBJ_TO_PTR(self_in);
    switch (request) {
        case MP_STREAM_CLOSE:
            return modtls_socket_close(self, errcode);
        case MP_STREAM_POLL:
            if (self->sock == MP_OBJ_NULL || !modtls_socket_alive(self)) {
                return MP_STREAM_POLL_NVAL;
            }
            return guarded(self, poll, NULL, arg, errcode);
        default:
            *errcode = MP_EINVAL;
            return MP_STREAM_ERROR;
    }
}

const mp_stream_p_t modtls_socket_stream = {
    .read = socket_read,
    .write = socket_write,
    .ioctl = socket_ioctl,
};
