// SPDX-License-Identifier: MIT OR Apache-2.0
// qemu.Link: a socket of the emulated camera, over one of its UARTs.
//
//   link = qemu.Link(n)            UART n, 1 to 4. Raw: what QEMU joins to the UART gets and gives the bytes as they are
//   link.connect((host, port))     through the switchboard (tools/link.py): a TCP connection of the host
//   link.accept(port)              the same as server: waits for a client on the host's 127.0.0.1:port, gives its address
//   link.shutdown(how)             how 1: end of our data
//   link.setblocking(flag), link.settimeout(seconds or None)
//   read, readinto, readline, write, recv, recv_into, send, sendall, close, select.poll
//
// Errors are those of a socket: EAGAIN, EINPROGRESS, ETIMEDOUT, ECONNREFUSED, ECONNRESET, ENOTCONN, EBADF. A link can
// be connected again after it was closed. The latest Link of a UART owns it; an older one is closed.

#include <string.h>

#include "py/mperrno.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "port/shared/board.h"
#include "board.h"
#include "channel.h"
#include "modqemu.h"

#define FOREVER (UINT32_MAX)

typedef struct {
    mp_obj_base_t base;
    uint8_t uart;
    uint32_t ownership; // equal to owner[uart] while this object owns the UART
    uint32_t timeout; // milliseconds; 0 never waits
} link_t;

static uint32_t owner[BOARD_UART_COUNT];

static bool owns(const link_t *self) {
    return self->ownership == owner[self->uart];
}

static link_t *get_owner(mp_obj_t self_in) {
    link_t *self = MP_OBJ_TO_PTR(self_in);
    if (!owns(self)) {
        mp_raise_OSError(MP_EBADF);
    }
    return self;
}

static mp_obj_t link_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    mp_int_t uart = mp_obj_get_int(args[0]);
    if (uart < 1 || uart >= BOARD_UART_COUNT) {
        mp_raise_ValueError(MP_ERROR_TEXT("no such UART"));
    }
    link_t *self = mp_obj_malloc_with_finaliser(link_t, type);
    channel_close(uart);
    channel_raw(uart);
    self->uart = uart;
    self->ownership = ++owner[uart];
    self->timeout = FOREVER;
    return MP_OBJ_FROM_PTR(self);
}

static void link_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    link_t *self = MP_OBJ_TO_PTR(self_in);
    mp_printf(print, "Link(%u)", self->uart);
}

// ---------------------------------------------------------------------------------------------------------------------
// Waiting

int camtls_board_stream_is_endless(void *stream) {
    const link_t *self = stream;
    return mp_obj_is_type(stream, &qemu_link_type) ? self->timeout == FOREVER : -1;
}

// Waits for an interrupt once. Returns 0 to look again, or the errno with which to give up. May raise KeyboardInterrupt.
static int wait_once(const link_t *self, uint64_t started, int errno_without_waiting) {
    if (self->timeout == 0) {
        return errno_without_waiting;
    }
    uint64_t waited = (board_ticks() - started) / (BOARD_CLOCK_HZ / 1000);
    if (self->timeout != FOREVER && waited >= self->timeout) {
        return MP_ETIMEDOUT;
    }
    mp_event_wait_ms(1);
    return owns(self) ? 0 : MP_EBADF;
}

// ---------------------------------------------------------------------------------------------------------------------
// The stream protocol

static mp_uint_t link_read(mp_obj_t self_in, void *out, mp_uint_t size, int *errcode) {
    link_t *self = MP_OBJ_TO_PTR(self_in);
    uint64_t started = board_ticks();
    while (owns(self)) {
        channel_state_t state = channel_state(self->uart);
        mp_uint_t count = 0;
        while (count < size && channel_readable(self->uart)) {
            ((uint8_t *)out)[count++] = channel_read(self->uart);
        }
        if (count > 0 || size == 0) {
            return count;
        }
        if (channel_at_end(self->uart)) {
            return 0;
        }
        if (state == CHANNEL_CLOSED) {
            *errcode = MP_ENOTCONN;
            return MP_STREAM_ERROR;
        }
        if (state == CHANNEL_FAILED) {
            *errcode = channel_error(self->uart);
            return MP_STREAM_ERROR;
        }
        *errcode = wait_once(self, started, MP_EAGAIN);
        if (*errcode != 0) {
            return MP_STREAM_ERROR;
        }
    }
    *errcode = MP_EBADF;
    return MP_STREAM_ERROR;
}

static mp_uint_t link_write(mp_obj_t self_in, const void *bytes, mp_uint_t size, int *errcode) {
    link_t *self = MP_OBJ_TO_PTR(self_in);
    uint64_t started = board_ticks();
    while (owns(self)) {
        channel_state_t state = channel_state(self->uart);
        if (state == CHANNEL_CLOSED || state == CHANNEL_FAILED) {
            *errcode = state == CHANNEL_CLOSED ? MP_ENOTCONN : channel_error(self->uart);
            return MP_STREAM_ERROR;
        }
        mp_uint_t count = 0;
        while (count < size && channel_writable(self->uart)) {
            channel_write(self->uart, ((const uint8_t *)bytes)[count++]);
        }
        if (count > 0 || size == 0) {
            return count;
        }
        *errcode = wait_once(self, started, MP_EAGAIN);
        if (*errcode != 0) {
            return MP_STREAM_ERROR;
        }
    }
    *errcode = MP_EBADF;
    return MP_STREAM_ERROR;
}

static mp_uint_t link_poll(const link_t *self, mp_uint_t wanted) {
    if (!owns(self)) {
        return MP_STREAM_POLL_NVAL;
    }
    channel_state_t state = channel_state(self->uart);
    mp_uint_t ready = 0;
    if (channel_readable(self->uart) || channel_at_end(self->uart)) {
        ready |= MP_STREAM_POLL_RD;
    }
    if (channel_writable(self->uart)) {
        ready |= MP_STREAM_POLL_WR;
    }
    ready &= wanted;
    if (state == CHANNEL_FAILED) {
        ready |= MP_STREAM_POLL_ERR | MP_STREAM_POLL_HUP | (wanted & (MP_STREAM_POLL_RD | MP_STREAM_POLL_WR));
    } else if (state == CHANNEL_CLOSED) {
        ready |= MP_STREAM_POLL_HUP;
    }
    return ready;
}

static mp_uint_t link_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t argument, int *errcode) {
    link_t *self = MP_OBJ_TO_PTR(self_in);
    switch (request) {
        case MP_STREAM_POLL:
            return link_poll(self, argument);
        case MP_STREAM_CLOSE:
            if (owns(self)) {
                channel_close(self->uart);
            }
            return 0;
        default:
            *errcode = MP_EINVAL;
            return MP_STREAM_ERROR;
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// Methods

// Sends the request and waits for the answer.
static void open_channel(link_t *self, char kind, const char *text) {
    channel_close(self->uart);
    channel_request(self->uart, kind, text);
    uint64_t started = board_ticks();
    for (;;) {
        int error = 0;
        switch (channel_state(self->uart)) {
            case CHANNEL_OPEN:
                return;
            case CHANNEL_FAILED:
                error = channel_error(self->uart);
                break;
            default:
                error = wait_once(self, started, MP_EINPROGRESS);
        }
        if (error != 0) {
            if (error != MP_EINPROGRESS && owns(self)) {
                channel_close(self->uart);
            }
            mp_raise_OSError(error);
        }
    }
}

static mp_obj_t link_connect(mp_obj_t self_in, mp_obj_t address_in) {
    link_t *self = get_owner(self_in);
    mp_obj_t *address;
    mp_obj_get_array_fixed_n(address_in, 2, &address);
    size_t host_length;
    const char *host = mp_obj_str_get_data(address[0], &host_length);
    VSTR_FIXED(text, 280);
    if (host_length > 255 || memchr(host, '\n', host_length) != NULL || memchr(host, 0x10, host_length) != NULL) {
        mp_raise_ValueError(NULL);
    }
    vstr_printf(&text, "%.*s:%d", (int)host_length, host, (int)mp_obj_get_int(address[1]));
    open_channel(self, 'C', vstr_null_terminated_str(&text));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(link_connect_obj, link_connect);

static mp_obj_t link_accept(mp_obj_t self_in, mp_obj_t port_in) {
    link_t *self = get_owner(self_in);
    VSTR_FIXED(text, 16);
    vstr_printf(&text, "%d", (int)mp_obj_get_int(port_in));
    open_channel(self, 'A', vstr_null_terminated_str(&text));
    const char *peer = channel_peer(self->uart);
    return mp_obj_new_str(peer, strlen(peer));
}
static MP_DEFINE_CONST_FUN_OBJ_2(link_accept_obj, link_accept);

static mp_obj_t link_shutdown(mp_obj_t self_in, mp_obj_t how_in) {
    link_t *self = get_owner(self_in);
    if (mp_obj_get_int(how_in) != 0) {
        channel_end(self->uart);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(link_shutdown_obj, link_shutdown);

// Unlike read and write these raise EAGAIN, as a socket does.

static mp_obj_t link_recv(mp_obj_t self_in, mp_obj_t size_in) {
    link_t *self = get_owner(self_in);
    vstr_t bytes;
    vstr_init_len(&bytes, mp_obj_get_int(size_in));
    int error;
    mp_uint_t count = link_read(self, bytes.buf, bytes.len, &error);
    if (count == MP_STREAM_ERROR) {
        mp_raise_OSError(error);
    }
    bytes.len = count;
    return mp_obj_new_bytes_from_vstr(&bytes);
}
static MP_DEFINE_CONST_FUN_OBJ_2(link_recv_obj, link_recv);

static mp_obj_t link_recv_into(mp_obj_t self_in, mp_obj_t buffer_in) {
    link_t *self = get_owner(self_in);
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(buffer_in, &buffer, MP_BUFFER_WRITE);
    int error;
    mp_uint_t count = link_read(self, buffer.buf, buffer.len, &error);
    if (count == MP_STREAM_ERROR) {
        mp_raise_OSError(error);
    }
    return MP_OBJ_NEW_SMALL_INT(count);
}
static MP_DEFINE_CONST_FUN_OBJ_2(link_recv_into_obj, link_recv_into);

static mp_obj_t link_send(mp_obj_t self_in, mp_obj_t buffer_in) {
    link_t *self = get_owner(self_in);
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(buffer_in, &buffer, MP_BUFFER_READ);
    int error;
    mp_uint_t count = link_write(self, buffer.buf, buffer.len, &error);
    if (count == MP_STREAM_ERROR) {
        mp_raise_OSError(error);
    }
    return MP_OBJ_NEW_SMALL_INT(count);
}
static MP_DEFINE_CONST_FUN_OBJ_2(link_send_obj, link_send);

static mp_obj_t link_settimeout(mp_obj_t self_in, mp_obj_t seconds_in) {
    link_t *self = MP_OBJ_TO_PTR(self_in);
    if (seconds_in == mp_const_none) {
        self->timeout = FOREVER;
    } else {
        mp_float_t seconds = mp_obj_get_float(seconds_in);
        if (seconds < 0 || seconds > 4000000) {
            mp_raise_ValueError(NULL);
        }
        self->timeout = (uint32_t)(seconds * 1000);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(link_settimeout_obj, link_settimeout);

static mp_obj_t link_setblocking(mp_obj_t self_in, mp_obj_t flag_in) {
    link_t *self = MP_OBJ_TO_PTR(self_in);
    self->timeout = mp_obj_is_true(flag_in) ? FOREVER : 0;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(link_setblocking_obj, link_setblocking);

static const mp_rom_map_elem_t link_locals_dict_table[] = {
    { MP_ROM_QSTR(MP_QSTR___del__), MP_ROM_PTR(&mp_stream_close_obj) },
    { MP_ROM_QSTR(MP_QSTR___enter__), MP_ROM_PTR(&mp_identity_obj) },
    { MP_ROM_QSTR(MP_QSTR___exit__), MP_ROM_PTR(&mp_stream___exit___obj) },
    { MP_ROM_QSTR(MP_QSTR_accept), MP_ROM_PTR(&link_accept_obj) },
    { MP_ROM_QSTR(MP_QSTR_close), MP_ROM_PTR(&mp_stream_close_obj) },
    { MP_ROM_QSTR(MP_QSTR_connect), MP_ROM_PTR(&link_connect_obj) },
    { MP_ROM_QSTR(MP_QSTR_read), MP_ROM_PTR(&mp_stream_read_obj) },
    { MP_ROM_QSTR(MP_QSTR_readinto), MP_ROM_PTR(&mp_stream_readinto_obj) },
    { MP_ROM_QSTR(MP_QSTR_readline), MP_ROM_PTR(&mp_stream_unbuffered_readline_obj) },
    { MP_ROM_QSTR(MP_QSTR_recv), MP_ROM_PTR(&link_recv_obj) },
    { MP_ROM_QSTR(MP_QSTR_recv_into), MP_ROM_PTR(&link_recv_into_obj) },
    { MP_ROM_QSTR(MP_QSTR_send), MP_ROM_PTR(&link_send_obj) },
    { MP_ROM_QSTR(MP_QSTR_sendall), MP_ROM_PTR(&mp_stream_write_obj) },
    { MP_ROM_QSTR(MP_QSTR_setblocking), MP_ROM_PTR(&link_setblocking_obj) },
    { MP_ROM_QSTR(MP_QSTR_settimeout), MP_ROM_PTR(&link_settimeout_obj) },
    { MP_ROM_QSTR(MP_QSTR_shutdown), MP_ROM_PTR(&link_shutdown_obj) },
    { MP_ROM_QSTR(MP_QSTR_write), MP_ROM_PTR(&mp_stream_write_obj) },
};
static MP_DEFINE_CONST_DICT(link_locals_dict, link_locals_dict_table);

static const mp_stream_p_t link_stream_p = {
    .read = link_read,
    .write = link_write,
    .ioctl = link_ioctl,
};

MP_DEFINE_CONST_OBJ_TYPE(
    qemu_link_type,
    MP_QSTR_Link,
    MP_TYPE_FLAG_ITER_IS_STREAM,
    make_new, link_make_new,
    print, link_print,
    protocol, &link_stream_p,
    locals_dict, &link_locals_dict
    );
