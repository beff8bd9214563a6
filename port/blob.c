// SPDX-License-Identifier: MIT OR Apache-2.0
// Certificates, keys and revocation lists as scripts give them: bytes-like objects, or paths.

#include <string.h>

#include "py/builtin.h"
#include "py/gc.h"
#include "py/lexer.h"
#include "py/mperrno.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "extmod/vfs.h"
#include "extmod/vfs_fat.h"
#include "extmod/vfs_lfs.h"

#include "shared/board.h"
#include "modtls.h"

mp_obj_t modtls_attempt(void (*work)(void *), void *argument) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        work(argument);
        nlr_pop();
        return MP_OBJ_NULL;
    }
    return MP_OBJ_FROM_PTR(nlr.ret_val);
}

static void stat_path(void *path) {
    mp_vfs_stat(MP_OBJ_FROM_PTR(path));
}

bool modtls_file_exists(mp_obj_t path) {
    return modtls_attempt(stat_path, MP_OBJ_TO_PTR(path)) == MP_OBJ_NULL;
}

// Whether the file's buffer lies in the object itself, and all zeros are a file that is closed.
static bool buffers_inside(mp_obj_t file) {
    const mp_obj_type_t *type = mp_obj_get_type(file);
    (void)type;
    #if MICROPY_VFS_FAT
    if (type == &mp_type_vfs_fat_fileio) {
        return true;
    }
    #endif
    #if MICROPY_VFS_LFS1
    if (type == &mp_type_vfs_lfs1_fileio) {
        return true;
    }
    #endif
    #if MICROPY_VFS_LFS2
    if (type == &mp_type_vfs_lfs2_fileio) {
        return true;
    }
    #endif
    return false;
}

void modtls_file_forget(mp_obj_t file, mp_obj_t path) {
    if (buffers_inside(file)) {
        byte *object = MP_OBJ_TO_PTR(file);
        size_t size = gc_nbytes(object);
        if (size > sizeof(mp_obj_base_t)) {
            memset(object + sizeof(mp_obj_base_t), 0, size - sizeof(mp_obj_base_t));
        }
    }
    // Looking the file up fills the file system's own buffer with its directory.
    modtls_file_exists(path);
}

void modtls_blob_forget(modtls_blob_t *blob) {
    if (blob->wipe) {
        memset((void *)blob->bytes, 0, blob->length);
        m_del(byte, (byte *)blob->bytes, blob->length);
        blob->wipe = false;
    }
    blob->bytes = NULL;
    blob->length = 0;
}

static void blob_unwind(void *callback) {
    modtls_blob_forget(callback);
}

// What is given and empty: NULL is what is not given at all, and a file that a power cut left empty is given.
static const byte nothing[1];

// The camera's read-only memory is never copied, whichever object leads to it.
static void blob_set(modtls_blob_t *blob, const mp_buffer_info_t *buffer) {
    blob->bytes = buffer->len == 0 ? nothing : buffer->buf;
    blob->length = buffer->len;
    blob->memory = camtls_board_is_rom(buffer->buf, buffer->len) ? CAMTLS_MEMORY_BORROW : CAMTLS_MEMORY_COPY;
}

// PEM in a str is data, although a path could be spelled so.
static bool is_text(const char *string, size_t length) {
    static const char begin[] = "-----BEGIN";
    return (length >= sizeof(begin) - 1 && memcmp(string, begin, sizeof(begin) - 1) == 0)
           || memchr(string, '\n', length) != NULL;
}

static void close_file(void *file) {
    mp_stream_close(MP_OBJ_FROM_PTR(file));
}

// The whole file that the blob has, into memory that is wiped afterwards.
static void blob_read(void *argument) {
    modtls_blob_t *blob = argument;
    mp_obj_t file = blob->owner;
    mp_get_stream_raise(file, MP_STREAM_OP_READ | MP_STREAM_OP_IOCTL);
    int error;
    mp_off_t size = mp_stream_seek(file, 0, MP_SEEK_END, &error);
    if (size == (mp_off_t)-1 || mp_stream_seek(file, 0, MP_SEEK_SET, &error) == (mp_off_t)-1) {
        mp_raise_OSError(error);
    }
    if (size == 0) {
        blob->bytes = nothing;
        return;
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

// Takes what source names into an open blob.
void modtls_blob_fill(modtls_blob_t *blob, mp_obj_t source) {
    blob->owner = source;
    if (source == mp_const_none) {
        return;
    }

    mp_buffer_info_t buffer;
    mp_get_buffer_raise(source, &buffer, MP_BUFFER_READ);
    if (!mp_obj_is_str(source) || is_text(buffer.buf, buffer.len)) {
        blob_set(blob, &buffer);
        return;
    }

    #if MICROPY_VFS_POSIX
    // Linux opens a directory as it opens a file, and some file systems call it 2^63 - 1 bytes long.
    if (mp_import_stat(mp_obj_str_get_str(source)) == MP_IMPORT_STAT_DIR) {
        mp_raise_OSError(MP_EISDIR);
    }
    #endif
    mp_obj_t file = mp_call_function_2(MP_OBJ_FROM_PTR(&mp_builtin_open_obj), source, MP_OBJ_NEW_QSTR(MP_QSTR_rb));
    blob->owner = file;
    if (mp_get_buffer(file, &buffer, MP_BUFFER_READ)) {
        // A file of VfsRom is its own memory: nothing to read, nothing to close.
        blob_set(blob, &buffer);
    } else {
        // Half of a key is as secret as the whole.
        mp_obj_t raised = modtls_attempt(blob_read, blob);
        mp_obj_t not_closed = modtls_attempt(close_file, MP_OBJ_TO_PTR(file));
        modtls_file_forget(file, source);
        if (raised == MP_OBJ_NULL) {
            raised = not_closed;
        }
        if (raised != MP_OBJ_NULL) {
            nlr_raise(raised);
        }
    }
}

void modtls_blob_open(modtls_blob_t *blob, mp_obj_t source) {
    blob->bytes = NULL;
    blob->length = 0;
    blob->memory = CAMTLS_MEMORY_COPY;
    blob->wipe = false;
    nlr_push_jump_callback(&blob->callback, blob_unwind);
    modtls_blob_fill(blob, source);
}

void modtls_blob_close(modtls_blob_t *blob) {
    nlr_pop_jump_callback(false);
    modtls_blob_forget(blob);
}

/******************************************************************************/
// Room for what the library writes.

static void output_release(modtls_output_t *output) {
    memset(output->bytes, 0, output->size);
    m_del(byte, output->bytes, output->size);
}

static void output_unwind(void *callback) {
    output_release(callback);
}

void modtls_output_open(modtls_output_t *output, size_t size) {
    output->bytes = m_new(byte, size);
    output->size = size;
    output->length = 0;
    nlr_push_jump_callback(&output->callback, output_unwind);
}

void modtls_output_close(modtls_output_t *output) {
    nlr_pop_jump_callback(false);
    output_release(output);
}
