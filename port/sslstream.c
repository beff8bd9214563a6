// SPDX-License-Identifier: MIT OR Apache-2.0
// The stream protocol of SSLSocket, and all traffic between the library, which does no I/O, and the stream below.
//
// One rule holds it together: between camtls_connection_enter and _leave anything may raise, and `guarded` is the only place
// that enters. So a Ctrl-C, a timeout or an exception of a stream written in Python leaves the connection as it was, and a
// call that comes back to the same connection gets EBUSY.

#include "py/mperrno.h"
#include "py/mphal.h"
#include "py/runtime.h"

#include "modtls.h"

// What is read at most before the library must know what to do with it: some records without data, then one with.
#define READ_AHEAD_TURNS (16)

/******************************************************************************/
// One call of the stream below.

// Hands the stream what waits to be sent, once. False: *errcode says why nothing went.
static bool send_once(modtls_socket_t *self, int *errcode) {
    const uint8_t *bytes;
    size_t length;
    int32_t code = camtls_connection_output(self->connection, &bytes, &length);
    if (code != 0) {
        modtls_raise_connection(self->connection);
    }
    mp_uint_t count = mp_get_stream(self->sock)->write(self->sock, bytes, length, errcode);
    if (count == MP_STREAM_ERROR) {
        return false;
    }
    // A stream written in Python can answer anything.
    if (count > length || (count == 0 && length != 0)) {
        *errcode = count == 0 ? MP_EAGAIN : MP_EIO;
        return false;
    }
    return camtls_connection_sent(self->connection, count) == 0;
}

// Sends all that waits. False: *errcode says why not all went.
static bool send_all(modtls_socket_t *self, int *errcode) {
    *errcode = MP_EIO;
    while (camtls_connection_events(self->connection) & CAMTLS_EVENT_WANT_WRITE) {
        if (!send_once(self, errcode)) {
            return false;
        }
    }
    return true;
}

// Reads what the record at hand still needs, once. False: *errcode says why nothing came.
static bool receive_once(modtls_socket_t *self, int *errcode) {
    uint8_t *window;
    size_t length;
    int32_t code = camtls_connection_input(self->connection, &window, &length);
    if (code != 0) {
        modtls_raise_connection(self->connection);
    }
    mp_uint_t count = mp_get_stream(self->sock)->read(self->sock, window, length, errcode);
    if (count == MP_STREAM_ERROR) {
        return false;
    }
    if (count > length) {
        *errcode = MP_EIO;
        return false;
    }
    self->ended = count == 0;
    camtls_connection_fed(self->connection, count); // what is wrong shows as an event
    return true;
}

// Whether the stream has room now. A stream that cannot be asked is taken to have.
static bool has_room(modtls_socket_t *self) {
    int errcode;
    mp_uint_t ready = mp_get_stream(self->sock)->ioctl(self->sock, MP_STREAM_POLL, MP_STREAM_POLL_WR, &errcode);
    return ready == MP_STREAM_ERROR || (ready & MP_STREAM_POLL_WR);
}

// An alert or close_notify: one attempt, whose failure does not matter. Of what it raises only an interrupt goes on.
static void send_last_words(modtls_socket_t *self, bool ask) {
    if (!(camtls_connection_events(self->connection) & CAMTLS_EVENT_WANT_WRITE)) {
        return;
    }
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        int errcode;
        if (!ask || has_room(self)) {
            send_once(self, &errcode);
        }
        nlr_pop();
    } else if (!mp_obj_exception_match(MP_OBJ_FROM_PTR(nlr.ret_val), MP_OBJ_FROM_PTR(&mp_type_Exception))) {
        nlr_jump(nlr.ret_val);
    }
}

// The peer is told by an alert, the script by OSError. In the handshake the few bytes of an alert are written without asking
// for room first, as ever.
static MP_NORETURN void fail(modtls_socket_t *self) {
    send_last_words(self, self->connected);
    modtls_raise_connection(self->connection);
}

// A peer that refuses us says so and closes, and whoever still writes is told of a broken pipe. The alert is there to be read:
// raises it, if there is one.
static void raise_alert(modtls_socket_t *self, int errcode) {
    if (errcode != MP_EPIPE && errcode != MP_ECONNRESET) {
        return;
    }
    const uint8_t *unsendable;
    size_t length;
    if (camtls_connection_output(self->connection, &unsendable, &length) == 0) {
        camtls_connection_sent(self->connection, length); // nothing is read before the output is gone
    }
    for (size_t turn = 0; turn < READ_AHEAD_TURNS; ++turn) {
        uint32_t events = camtls_connection_advance(self->connection);
        if (events & CAMTLS_EVENT_FAILED) {
            modtls_raise_received(self->connection);
            return;
        }
        if ((events & CAMTLS_EVENT_WANT_READ) && (!receive_once(self, &errcode) || self->ended)) {
            return;
        }
    }
}

/******************************************************************************/
// Handshake.

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
        camtls_connection_callback_result(self->connection, result);
    } else {
        // Nothing was accepted: the peer is refused before the exception goes on.
        camtls_connection_callback_result(self->connection, MP_EPERM);
        camtls_connection_advance(self->connection);
        send_last_words(self, self->connected);
        nlr_jump(nlr.ret_val);
    }
}

static void handshake_done(modtls_socket_t *self) {
    const modtls_context_t *context = MP_OBJ_TO_PTR(self->context);
    self->connected = true;
    self->poll_mask = 0;
    self->verify_result = camtls_connection_verify_result(self->connection);
    if (self->verify_result != 0 && !context->server) {
        modtls_warn_unverified();
    }
}

// Takes the handshake as far as the stream lets it. direction is that of the call which wants it over: if the handshake then
// waits for the other one, poll has to know. False: *errcode says what it waits for.
static bool handshake(modtls_socket_t *self, uint8_t direction, int *errcode) {
    self->poll_mask = 0;
    self->yielded = false;
    while (!self->connected) {
        uint32_t events = camtls_connection_advance(self->connection);
        if (events & CAMTLS_EVENT_FAILED) {
            fail(self);
        }
        if (events & CAMTLS_EVENT_WANT_CALLBACK) {
            call_back(self);
        } else if (events & CAMTLS_EVENT_WANT_WRITE) {
            if (!send_all(self, errcode)) {
                raise_alert(self, *errcode);
                self->poll_mask = MP_STREAM_POLL_WR & ~direction;
                return false;
            }
        } else if (!(events & CAMTLS_EVENT_HANDSHAKING)) {
            handshake_done(self);
        } else if (events & CAMTLS_EVENT_WANT_READ) {
            if (!receive_once(self, errcode)) {
                self->poll_mask = MP_STREAM_POLL_RD & ~direction;
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

/******************************************************************************/
// Operations on the entered connection.

// Whether read answers at once, were it only with the end of the data or an error.
static bool is_readable(const modtls_socket_t *self) {
    return self->ended || self->deferred_error != 0 || (camtls_connection_events(self->connection)
        & (CAMTLS_EVENT_HAS_PLAINTEXT | CAMTLS_EVENT_PEER_CLOSED | CAMTLS_EVENT_TRUNCATED | CAMTLS_EVENT_FAILED));
}

typedef mp_uint_t (*operation_t)(modtls_socket_t *self, void *buffer, mp_uint_t size, int *errcode);

static mp_uint_t read_plaintext(modtls_socket_t *self, void *buffer, mp_uint_t size, int *errcode) {
    if (!handshake(self, MP_STREAM_POLL_RD, errcode)) {
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
            return count;
        }
        uint32_t events = camtls_connection_events(self->connection);
        if (events & CAMTLS_EVENT_FAILED) {
            fail(self);
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
        if (!send_all(self, errcode) && !mp_is_nonblocking_error(*errcode)) {
            return MP_STREAM_ERROR;
        }
        if (camtls_connection_events(self->connection) & CAMTLS_EVENT_WANT_READ) {
            if (!receive_once(self, errcode)) {
                return MP_STREAM_ERROR;
            }
        } else {
            camtls_connection_advance(self->connection);
        }
        mp_handle_pending(true);
    }
}

// What is counted was accepted for good: it is encrypted and goes out before anything else, however the script goes on.
static mp_uint_t write_plaintext(modtls_socket_t *self, void *buffer, mp_uint_t size, int *errcode) {
    if (!handshake(self, MP_STREAM_POLL_WR, errcode)) {
        return MP_STREAM_ERROR;
    }
    if (!send_all(self, errcode)) {
        raise_alert(self, *errcode);
        return MP_STREAM_ERROR;
    }
    size_t count = 0;
    int32_t code = camtls_connection_write(self->connection, buffer, size, &count);
    if (camtls_connection_events(self->connection) & CAMTLS_EVENT_FAILED) {
        fail(self);
    }
    if (code != 0) {
        *errcode = code; // no memory, which may pass: nothing was accepted
        return MP_STREAM_ERROR;
    }
    if (!send_all(self, errcode) && !mp_is_nonblocking_error(*errcode) && *errcode != MP_ETIMEDOUT) {
        raise_alert(self, *errcode);
        return MP_STREAM_ERROR;
    }
    return count;
}

// size is the wait argument of modtls_socket_handshake.
static mp_uint_t finish_handshake(modtls_socket_t *self, void *buffer, mp_uint_t size, int *errcode) {
    (void)buffer;
    while (!handshake(self, MODTLS_POLL_RDWR, errcode)) {
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
    send_last_words(self, true);
    return 0;
}

// Reads what the stream has, until the library can tell whether there is plaintext: a poll that says "readable" because half a
// record is there, or a record without data, would make the script wait in read. The answer: whether read would not wait.
static bool read_ahead(modtls_socket_t *self) {
    for (size_t turn = 0; turn < READ_AHEAD_TURNS; ++turn) {
        int errcode;
        if (!receive_once(self, &errcode)) {
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
    if (self->yielded) {
        return wanted & MODTLS_POLL_RDWR;
    }
    if (self->poll_mask != 0 && (wanted & MODTLS_POLL_RDWR)) {
        asked = (wanted & ~MODTLS_POLL_RDWR) | self->poll_mask;
    }
    mp_uint_t ready = mp_get_stream(self->sock)->ioctl(self->sock, MP_STREAM_POLL, asked, errcode);
    if (ready != MP_STREAM_ERROR && (ready & self->poll_mask)) {
        ready |= wanted & MODTLS_POLL_RDWR; // the caller comes back, and the handshake goes on
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
    if (unsent && (below & MP_STREAM_POLL_WR) && !send_all(self, &ignored)) {
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
    int32_t code = camtls_connection_enter(self->connection);
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
    camtls_connection_leave(self->connection);
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

mp_uint_t modtls_socket_close(modtls_socket_t *self, int *errcode) {
    mp_obj_t sock = self->sock;
    if (sock == MP_OBJ_NULL || self->closing) {
        return 0;
    }
    self->closing = true;
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
