// SPDX-License-Identifier: MIT OR Apache-2.0
// Bytes between the library, which does no I/O, and the stream below. Everything here may raise what the stream raises.

#include <string.h>

#include "py/binary.h"
#include "py/mperrno.h"
#include "py/objarray.h"
#include "py/objtype.h"
#include "py/runtime.h"

#include "shared/board.h"
#include "modtls.h"

/******************************************************************************/
// Reading and writing the stream below.

// What a stream written in Python gets to see in one call, in bytes, at most: a record of 4 KB, or the largest datagram that is sent.
#define LENT (4608)
// The same where the heap has no such block. A datagram goes in one call.
#define LENT_SCARCE (1024)

// Calls readinto or write of a stream written in Python with a bytearray of its own: the script may keep it, cut it or let it grow,
// and io.IOBase would lend it the record itself, in an object on the C stack.
static mp_uint_t call_python(const modtls_socket_t *self, qstr method, uint8_t *bytes, size_t length, int *errcode) {
    mp_obj_t sock = self->sock;
    length = MIN(length, LENT);
    mp_obj_array_t *lent = m_new_obj_maybe(mp_obj_array_t);
    byte *items = lent == NULL ? NULL : m_new_maybe(byte, length);
    if (items == NULL && lent != NULL && length > LENT_SCARCE && !modtls_is_datagram(self)) {
        length = LENT_SCARCE;
        items = m_new_maybe(byte, length);
    }
    if (items == NULL) {
        *errcode = MP_ENOMEM;
        return MP_STREAM_ERROR;
    }
    *lent = (mp_obj_array_t) { { &mp_type_bytearray }, BYTEARRAY_TYPECODE, 0, length, items };
    memset(items, 0, length);
    bool reads = method == MP_QSTR_readinto;
    if (!reads) {
        memcpy(items, bytes, length);
    }
    mp_obj_t call[3];
    mp_load_method(sock, method, call);
    call[2] = MP_OBJ_FROM_PTR(lent);
    mp_obj_t answer = mp_call_method_n_kw(1, 0, call);
    mp_int_t count = answer == mp_const_none ? -MP_EAGAIN : mp_obj_get_int(answer);
    if (count < 0) {
        *errcode = -count;
        return MP_STREAM_ERROR;
    }
    if ((size_t)count > length || (reads && (size_t)count > lent->len)) {
        *errcode = MP_EIO;
        return MP_STREAM_ERROR;
    }
    if (reads) {
        memcpy(bytes, lent->items, count);
    }
    return count;
}

static bool is_python(mp_obj_t sock) {
    return mp_obj_is_instance_type(mp_obj_get_type(sock));
}

static mp_uint_t stream_read(const modtls_socket_t *self, uint8_t *bytes, size_t length, int *errcode) {
    mp_obj_t sock = self->sock;
    if (is_python(sock)) {
        return call_python(self, MP_QSTR_readinto, bytes, length, errcode);
    }
    return mp_get_stream(sock)->read(sock, bytes, length, errcode);
}

static mp_uint_t stream_write(const modtls_socket_t *self, const uint8_t *bytes, size_t length, int *errcode) {
    mp_obj_t sock = self->sock;
    if (is_python(sock)) {
        return call_python(self, MP_QSTR_write, (uint8_t *)bytes, length, errcode);
    }
    return mp_get_stream(sock)->write(sock, bytes, length, errcode);
}

/******************************************************************************/
// Between the library and the stream.

static bool wants_write(const modtls_socket_t *self) {
    return camtls_connection_events(self->connection) & CAMTLS_EVENT_WANT_WRITE;
}

// Hands the stream what waits to be sent, once. False: *errcode says why nothing went.
static bool send_once(modtls_socket_t *self, int *errcode) {
    const uint8_t *bytes;
    size_t length;
    int32_t code = camtls_connection_output(self->connection, &bytes, &length);
    if (code != 0) {
        modtls_raise_connection(self->connection);
    }
    mp_uint_t count = stream_write(self, bytes, length, errcode);
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

bool modtls_send_all(modtls_socket_t *self, int *errcode) {
    *errcode = MP_EIO;
    while (wants_write(self)) {
        if (!send_once(self, errcode)) {
            return false;
        }
    }
    return true;
}

bool modtls_receive(modtls_socket_t *self, int *errcode) {
    uint8_t *window;
    size_t length;
    int32_t code = camtls_connection_input(self->connection, &window, &length);
    if (code != 0) {
        modtls_raise_connection(self->connection);
    }
    if (length == 0) {
        return true; // what came before is to be read first, and the answer 0 of the stream would be its end
    }
    mp_uint_t count = stream_read(self, window, length, errcode);
    if (count == MP_STREAM_ERROR) {
        return false;
    }
    if (count > length) {
        *errcode = MP_EIO;
        return false;
    }
    self->ended = count == 0 && !modtls_is_datagram(self); // a datagram may be empty
    camtls_connection_fed(self->connection, count); // what is wrong shows as an event
    return true;
}

// Whether only the peer ends a wait of the stream. Of one that nobody knows we take it to be so where a server waits for its client
// anyway: the client decides how long that is. For datagrams it is, or one that is to be sent again would come too late.
static bool is_endless(const modtls_socket_t *self) {
    if (modtls_is_datagram(self)) {
        return self->waits;
    }
    if (self->nonblocking || is_python(self->sock)) {
        return false;
    }
    int answer = camtls_board_stream_is_endless(self->sock);
    return answer < 0 ? self->waits && self->server_side : answer;
}

void modtls_await(modtls_socket_t *self, uintptr_t direction) {
    uint32_t left = camtls_connection_timer(self->connection);
    if (left == UINT32_MAX || !is_endless(self)) {
        return;
    }
    const mp_stream_p_t *stream = mp_get_stream(self->sock);
    int errcode;
    while (left != 0 && stream->ioctl(self->sock, MP_STREAM_POLL, direction, &errcode) == 0) {
        mp_event_wait_ms(1);
        mp_handle_pending(true);
        left = camtls_connection_timer(self->connection);
    }
}

// Whether the stream has room now. A stream that cannot be asked is taken to have.
static bool has_room(modtls_socket_t *self) {
    int errcode;
    mp_uint_t ready = mp_get_stream(self->sock)->ioctl(self->sock, MP_STREAM_POLL, MP_STREAM_POLL_WR, &errcode);
    return ready == MP_STREAM_ERROR || (ready & MP_STREAM_POLL_WR);
}

void modtls_send_last_words(modtls_socket_t *self, bool ask) {
    if (!wants_write(self)) {
        return;
    }
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        // What waited before goes by itself, the words behind it.
        for (size_t turn = 0; turn < 2 && wants_write(self); ++turn) {
            int errcode;
            if ((ask && !has_room(self)) || !send_once(self, &errcode)) {
                break;
            }
        }
        nlr_pop();
    } else if (!mp_obj_exception_match(MP_OBJ_FROM_PTR(nlr.ret_val), MP_OBJ_FROM_PTR(&mp_type_Exception))) {
        nlr_jump(nlr.ret_val);
    }
}

// In the handshake the few bytes of an alert are written without asking for room first, as ever.
MP_NORETURN void modtls_fail(modtls_socket_t *self) {
    modtls_send_last_words(self, self->connected);
    modtls_raise_connection(self->connection);
}

bool modtls_give_up_sending(modtls_socket_t *self, int errcode) {
    if (errcode != MP_EPIPE && errcode != MP_ECONNRESET) {
        return false;
    }
    const uint8_t *unsendable;
    size_t length;
    while (wants_write(self) && camtls_connection_output(self->connection, &unsendable, &length) == 0) {
        camtls_connection_sent(self->connection, length);
    }
    return true;
}

void modtls_raise_alert(modtls_socket_t *self, int errcode) {
    if (!modtls_give_up_sending(self, errcode)) {
        return;
    }
    for (size_t turn = 0; turn < MODTLS_READ_AHEAD; ++turn) {
        uint32_t events = camtls_connection_advance(self->connection);
        if (events & CAMTLS_EVENT_FAILED) {
            modtls_raise_received(self->connection);
            return;
        }
        if ((events & CAMTLS_EVENT_WANT_READ) && (!modtls_receive(self, &errcode) || self->ended)) {
            return;
        }
    }
}
