// SPDX-License-Identifier: MIT OR Apache-2.0
// SSLSession: opaque. What it is good for is decided in the library.

#include "py/mperrno.h"
#include "py/runtime.h"

#include "modtls.h"

typedef struct _session_t {
    mp_obj_base_t base;
    uint32_t life; // of the library in which session was made
    camtls_session *session;
} session_t;

static mp_obj_t session___del__(mp_obj_t self_in) {
    session_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->session != NULL && self->life == modtls_life()) {
        camtls_session_free(self->session);
    }
    self->session = NULL;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(session___del___obj, session___del__);

static const mp_rom_map_elem_t session_locals_dict_table[] = {
    { MP_ROM_QSTR(MP_QSTR___del__), MP_ROM_PTR(&session___del___obj) },
};
static MP_DEFINE_CONST_DICT(session_locals_dict, session_locals_dict_table);

static MP_DEFINE_CONST_OBJ_TYPE(
    session_type,
    MP_QSTR_SSLSession,
    MP_TYPE_FLAG_NONE,
    locals_dict, &session_locals_dict
    );

mp_obj_t modtls_session_of(camtls_connection *connection) {
    session_t *self = mp_obj_malloc_with_finaliser(session_t, &session_type);
    self->life = modtls_life();
    self->session = NULL;
    int32_t code = camtls_connection_session(connection, &self->session);
    if (code == MP_ENOENT) {
        return mp_const_none;
    }
    modtls_check(code);
    return MP_OBJ_FROM_PTR(self);
}

void modtls_session_take_up(camtls_connection *connection, mp_obj_t session) {
    if (session == mp_const_none) {
        return;
    }
    if (!mp_obj_is_type(session, &session_type)) {
        mp_raise_TypeError(MP_ERROR_TEXT("session must be an SSLSession"));
    }
    session_t *self = MP_OBJ_TO_PTR(session);
    if (self->session != NULL && self->life == modtls_life()) {
        modtls_check(camtls_connection_take_up(connection, self->session));
    }
}
