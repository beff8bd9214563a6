// SPDX-License-Identifier: MIT OR Apache-2.0
// A failure of the library becomes exactly OSError(code, text); its lack of memory OSError(ENOMEM).

#include <string.h>

#include "py/mperrno.h"
#include "py/objstr.h"
#include "py/runtime.h"

#include "modtls.h"

// A str, or MP_OBJ_NULL where there is no memory for it.
static mp_obj_t new_text_maybe(const char *text) {
    size_t length = strlen(text);
    mp_obj_str_t *object = m_new_obj_maybe(mp_obj_str_t);
    byte *copy = m_new_maybe(byte, length + 1);
    if (object == NULL || copy == NULL) {
        return MP_OBJ_NULL;
    }
    memcpy(copy, text, length + 1);
    object->base.type = &mp_type_str;
    object->data = copy;
    object->len = length;
    object->hash = qstr_compute_hash(copy, length);
    return MP_OBJ_FROM_PTR(object);
}

MP_NORETURN void modtls_raise(int32_t code, const char *text) {
    mp_obj_t args[2] = { mp_obj_new_int(code), MP_OBJ_NULL };
    if (code != MP_ENOMEM && text[0] != '\0') {
        args[1] = new_text_maybe(text);
    }
    size_t count = args[1] == MP_OBJ_NULL ? 1 : 2;
    nlr_raise(mp_obj_exception_make_new(&mp_type_OSError, count, 0, args));
}

MP_NORETURN void modtls_raise_last(int32_t code) {
    camtls_failure failure;
    camtls_failure_last(&failure);
    // Another thread may have failed in between: then the text is not ours.
    modtls_raise(code, failure.code == code ? failure.text : "");
}

MP_NORETURN void modtls_raise_connection(const camtls_connection *connection) {
    camtls_failure failure;
    camtls_connection_failure(connection, &failure);
    modtls_raise(failure.code == 0 ? MP_EIO : failure.code, failure.text);
}

void modtls_raise_received(const camtls_connection *connection) {
    camtls_failure failure;
    camtls_connection_failure(connection, &failure);
    if (failure.alert_direction == CAMTLS_ALERT_RECEIVED) {
        modtls_raise(failure.code, failure.text);
    }
}

void modtls_console(const char *text) {
    mp_printf(MICROPY_ERROR_PRINTER, "ssl: %s\n", text);
}
