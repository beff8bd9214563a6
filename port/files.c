// SPDX-License-Identifier: MIT OR Apache-2.0
// Files with secrets: written to their end or not at all, and forgotten by the file systems' buffers.

#include "py/mpconfig.h"

#if MICROPY_VFS_POSIX
#include <errno.h>
#include <sys/stat.h>
#endif

#include "py/builtin.h"
#include "py/mperrno.h"
#include "py/runtime.h"
#include "py/stream.h"
#include "extmod/vfs.h"

#include "modtls.h"

#if MODTLS_OPERATIONS

int modtls_errno_of(mp_obj_t exception) {
    if (!mp_obj_exception_match(exception, MP_OBJ_FROM_PTR(&mp_type_OSError))) {
        return 0;
    }
    mp_obj_t value = mp_obj_exception_get_value(exception);
    return mp_obj_is_small_int(value) ? MP_OBJ_SMALL_INT_VALUE(value) : MP_EIO;
}

MP_NORETURN void modtls_raise_found(int32_t code, mp_obj_t name, mp_int_t number) {
    size_t length;
    const char *text = mp_obj_str_get_data(name, &length);
    modtls_raise_last(camtls_failure_found(code, text, length, number));
}

static void remove_path(void *path) {
    mp_vfs_remove(MP_OBJ_FROM_PTR(path));
}

void modtls_file_remove(mp_obj_t path) {
    modtls_attempt(remove_path, MP_OBJ_TO_PTR(path));
}

typedef struct _writing_t {
    mp_obj_t path;
    const byte *bytes;
    size_t length;
    mp_obj_t file;
} writing_t;

static void close_file(void *file) {
    mp_stream_close(MP_OBJ_FROM_PTR(file));
}

static void write_all(void *argument) {
    writing_t *writing = argument;
    writing->file = mp_call_function_2(MP_OBJ_FROM_PTR(&mp_builtin_open_obj), writing->path, MP_OBJ_NEW_QSTR(MP_QSTR_wb));
    const mp_stream_p_t *stream = mp_get_stream_raise(writing->file, MP_STREAM_OP_WRITE | MP_STREAM_OP_IOCTL);
    int error;
    #if MICROPY_VFS_POSIX
    // Files of this machine have modes: these are their owner's alone.
    mp_uint_t number = stream->ioctl(writing->file, MP_STREAM_GET_FILENO, 0, &error);
    if (number != MP_STREAM_ERROR && fchmod(number, S_IRUSR | S_IWUSR) != 0) {
        mp_raise_OSError(errno);
    }
    #endif
    if (mp_stream_write_exactly(writing->file, writing->bytes, writing->length, &error) != writing->length
        || stream->ioctl(writing->file, MP_STREAM_FLUSH, 0, &error) == MP_STREAM_ERROR) {
        mp_raise_OSError(error == 0 ? MP_ENOSPC : error);
    }
    mp_stream_close(writing->file);
}

void modtls_file_write(mp_obj_t path, const byte *bytes, size_t length) {
    writing_t writing = { path, bytes, length, MP_OBJ_NULL };
    #if MICROPY_VFS_POSIX
    mode_t before = umask(S_IRWXG | S_IRWXO);
    #endif
    mp_obj_t raised = modtls_attempt(write_all, &writing);
    #if MICROPY_VFS_POSIX
    umask(before);
    #endif
    if (raised != MP_OBJ_NULL && writing.file != MP_OBJ_NULL) {
        modtls_attempt(close_file, MP_OBJ_TO_PTR(writing.file));
        modtls_file_remove(path);
    }
    if (writing.file != MP_OBJ_NULL) {
        modtls_file_forget(writing.file, path);
    }
    if (raised != MP_OBJ_NULL) {
        int error = modtls_errno_of(raised);
        if (error == MP_EROFS || error == MP_EACCES || error == MP_EPERM || error == MP_ENODEV) {
            modtls_raise_found(CAMTLS_ERR_READ_ONLY, path, 0);
        }
        nlr_raise(raised);
    }
}

#endif
