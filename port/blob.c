// SPDX-License-Identifier: MIT OR Apache-2.0
// Certificates, keys and revocation lists as scripts give them: bytes-like objects, or paths.

#include <string.h>

#include "py/builtin.h"
#include "py/mperrno.h"
#include "py/runtime.h"
#include "py/stream.h"

#include "shared/board.h"
#include "modtls.h"

static void blob_release(modtls_blob_t *blob) {
    if (blob->wipe) {
        memset((void *)blob->bytes, 0, blob->length);
        m_del(byte, (byte *)blob->bytes, blob->length);
        blob->wipe = false;
    }
    blob->bytes = NULL;
}

static void blob_unwind(void *callback) {
    blob_release(callback);
}

// The camera's read-only memory is never copied, whichever object leads to it.
static void blob_set(modtls_blob_t *blob, const mp_buffer_info_t *buffer) {
    blob->bytes = buffer->buf;
    blob->length = buffer->len;
    blob->memory = camtls_board_is_rom(buffer->buf, buffer->len) ? CAMTLS_MEMORY_BORROW : CAMTLS_MEMORY_COPY;
}

// PEM in a str is data, although a path could be spelled so.
static bool is_text(const char *string, size_t length) {
    static const char begin[] = "-----BEGIN";
    return (length >= sizeof(begin) - 1 && memcmp(string, begin, sizeof(begin) - 1) == 0)
           || memchr(string, '\n', length) != NULL;
}

// The whole file, into memory that is wiped afterwards.
static void blob_read(modtls_blob_t *blob, mp_obj_t file) {
    mp_get_stream_raise(file, MP_STREAM_OP_READ | MP_STREAM_OP_IOCTL);
    int error;
    mp_off_t size = mp_stream_seek(file, 0, MP_SEEK_END, &error);
    if (size == (mp_off_t)-1 || mp_stream_seek(file, 0, MP_SEEK_SET, &error) == (mp_off_t)-1) {
        mp_raise_OSError(error);
    }
    byte *bytes = m_new(byte, size);
    blob->bytes = bytes;
    blob->length = size;
    blob->wipe = true;
    mp_uint_t count = mp_stream_read_exactly(file, bytes, size, &error);
    if (error != 0) {
        mp_raise_OSError(error);
    }
    if (count != (mp_uint_t)size) {
        mp_raise_OSError(MP_EIO);
    }
}

void modtls_blob_open(modtls_blob_t *blob, mp_obj_t source) {
    blob->owner = source;
    blob->bytes = NULL;
    blob->length = 0;
    blob->memory = CAMTLS_MEMORY_COPY;
    blob->wipe = false;
    nlr_push_jump_callback(&blob->callback, blob_unwind);
    if (source == mp_const_none) {
        return;
    }

    mp_buffer_info_t buffer;
    mp_get_buffer_raise(source, &buffer, MP_BUFFER_READ);
    if (!mp_obj_is_str(source) || is_text(buffer.buf, buffer.len)) {
        blob_set(blob, &buffer);
        return;
    }

    mp_obj_t file = mp_call_function_2(MP_OBJ_FROM_PTR(&mp_builtin_open_obj), source, MP_OBJ_NEW_QSTR(MP_QSTR_rb));
    blob->owner = file;
    if (mp_get_buffer(file, &buffer, MP_BUFFER_READ)) {
        // A file of VfsRom is its own memory: nothing to read, nothing to close.
        blob_set(blob, &buffer);
    } else {
        blob_read(blob, file);
        mp_stream_close(file);
    }
}

void modtls_blob_close(modtls_blob_t *blob) {
    nlr_pop_jump_callback(false);
    blob_release(blob);
}
