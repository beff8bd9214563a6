// SPDX-License-Identifier: MIT OR Apache-2.0
// What a camera in operation needs beside connections: when certificates run out, a new identity in the place of the old one, a
// clock that does not go back. What takes no decision about trust is written in Python: port/modules.

#include "py/mperrno.h"
#include "py/runtime.h"

#include "modtls.h"

#if MODTLS_OPERATIONS

/******************************************************************************/
// Expiry.

static int64_t told_expiry; // of the certificate that the console was last told about
static int64_t kept_floor; // what the keeper last kept

void modtls_reset_operations(void) {
    told_expiry = INT64_MIN;
    kept_floor = 0;
    MP_STATE_VM(camtls_floor_keeper) = MP_OBJ_NULL;
}

void modtls_context_note_dates(modtls_context_t *self, const byte *certificates, size_t length) {
    const uint8_t *leaf;
    size_t leaf_length;
    camtls_certificate_info info;
    if (camtls_certificate_find(certificates, length, 0, &leaf, &leaf_length) == 0
        && camtls_certificate_read(leaf, leaf_length, &info) == 0) {
        self->expires = info.not_after;
        self->renewal = info.renewal;
    }
}

void modtls_context_warn_expiry(modtls_context_t *self) {
    int64_t now;
    if (self->renewal == INT64_MAX || camtls_clock_read(&now) != 0 || now < self->renewal) {
        return;
    }
    self->renewal = INT64_MAX;
    int64_t left = self->expires - now;
    if (self->expiry_callback != mp_const_none) {
        mp_call_function_2(self->expiry_callback, MP_OBJ_FROM_PTR(self), mp_obj_new_int_from_ll(left));
    } else if (left >= 0 && self->expires != told_expiry) {
        // Contexts of one connection each come with the same certificate. That one has expired was said when it was loaded.
        told_expiry = self->expires;
        mp_printf(MICROPY_ERROR_PRINTER, "ssl: this camera's certificate expires in %d %s: renew it\n",
            (int)(left >= 2 * 86400 ? left / 86400 : left / 3600), left >= 2 * 86400 ? "days" : "hours");
    }
}

// identity_expires(): when the context's own certificate does, as time.time() counts, or None without one.
static mp_obj_t context_identity_expires(mp_obj_t self_in) {
    modtls_context_t *self = MP_OBJ_TO_PTR(self_in);
    return self->expires == INT64_MIN ? mp_const_none : modtls_new_time(self->expires);
}
MP_DEFINE_CONST_FUN_OBJ_1(modtls_context_identity_expires_obj, context_identity_expires);

// peer_expires(): likewise of the peer's.
static mp_obj_t socket_peer_expires(mp_obj_t self_in) {
    mp_obj_t der = modtls_socket_peer_certificate(MP_OBJ_TO_PTR(self_in), 0);
    if (der == mp_const_none) {
        return mp_const_none;
    }
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(der, &buffer, MP_BUFFER_READ);
    camtls_certificate_info info;
    modtls_check(camtls_certificate_read(buffer.buf, buffer.len, &info));
    return modtls_new_time(info.not_after);
}
MP_DEFINE_CONST_FUN_OBJ_1(modtls_socket_peer_expires_obj, socket_peer_expires);

/******************************************************************************/
// Rotation.

// replace_identity(certfile, keyfile, cadata=None): open connections keep the old one.
static mp_obj_t context_replace_identity(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_certfile, ARG_keyfile, ARG_cadata };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_certfile, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_keyfile, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_cadata, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    modtls_context_t *self = MP_OBJ_TO_PTR(pos_args[0]);
    camtls_context *context = modtls_context_handle(self);

    modtls_blob_t certificates;
    modtls_blob_t key;
    modtls_blob_t anchors;
    modtls_blob_open(&certificates, args[ARG_certfile].u_obj);
    modtls_blob_open(&key, args[ARG_keyfile].u_obj);
    modtls_blob_open(&anchors, args[ARG_cadata].u_obj);
    int32_t code = camtls_context_replace_identity(context, certificates.bytes, certificates.length, certificates.memory,
        key.bytes, key.length, anchors.bytes, anchors.length);
    if (code == 0) {
        self->unproven = MP_OBJ_NULL;
        modtls_context_note_dates(self, certificates.bytes, certificates.length);
    }
    modtls_blob_close(&anchors);
    modtls_blob_close(&key);
    modtls_blob_close(&certificates);
    modtls_check(code);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_KW(modtls_context_replace_identity_obj, 1, context_replace_identity);

static void replace(mp_obj_t self_in, int32_t (*load)(camtls_context *, const uint8_t *, size_t, int32_t), mp_obj_t source) {
    camtls_context *context = modtls_context_handle(MP_OBJ_TO_PTR(self_in));
    modtls_blob_t blob;
    modtls_blob_open(&blob, source);
    int32_t code = load(context, blob.bytes, blob.length, blob.memory);
    modtls_blob_close(&blob);
    modtls_check(code);
}

// replace_verify_locations(cadata=None, crl=None): what is given takes the place of what was loaded before.
static mp_obj_t context_replace_verify_locations(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_cadata, ARG_crl };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_cadata, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_crl, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    if (args[ARG_cadata].u_obj == mp_const_none && args[ARG_crl].u_obj == mp_const_none) {
        mp_raise_TypeError(MP_ERROR_TEXT("cadata or crl required"));
    }
    if (args[ARG_cadata].u_obj != mp_const_none) {
        replace(pos_args[0], camtls_context_replace_anchors, args[ARG_cadata].u_obj);
    }
    if (args[ARG_crl].u_obj != mp_const_none) {
        replace(pos_args[0], camtls_context_replace_crls, args[ARG_crl].u_obj);
    }
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_KW(modtls_context_replace_verify_locations_obj, 1, context_replace_verify_locations);

/******************************************************************************/
// The clock. Times are seconds since 1970 here, whatever time.time() counts from: they are kept in files.

// _clock() -> now; _clock(told) refuses a time before the floor and holds it as one until the end of this life; _clock(floor, keeper) ->
// the floor, raised; keeper(floor), unless it is None, is called whenever it rises by itself, and gives whether that is kept.
static mp_obj_t modtls_clock(size_t n_args, const mp_obj_t *args) {
    modtls_begin();
    if (n_args == 0) {
        int64_t now;
        modtls_check(camtls_clock_read(&now));
        return mp_obj_new_int_from_ll(now);
    }
    uint32_t seconds = args[0] == mp_const_none ? 0 : (uint32_t)mp_obj_get_int_truncated(args[0]);
    if (n_args == 1) {
        modtls_check(camtls_clock_tell(seconds));
        return mp_const_none;
    }
    camtls_clock_raise_floor(seconds);
    MP_STATE_VM(camtls_floor_keeper) = args[1] == mp_const_none ? MP_OBJ_NULL : args[1];
    kept_floor = 0;
    modtls_keep_floor();
    return mp_obj_new_int_from_ll(camtls_clock_floor());
}
MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(modtls_clock_obj, 0, 2, modtls_clock);

void modtls_keep_floor(void) {
    mp_obj_t keeper = MP_STATE_VM(camtls_floor_keeper);
    int64_t floor = camtls_clock_floor();
    if (keeper != MP_OBJ_NULL && floor > kept_floor && mp_obj_is_true(mp_call_function_1(keeper, mp_obj_new_int_from_ll(floor)))) {
        kept_floor = floor;
    }
}

MP_REGISTER_ROOT_POINTER(mp_obj_t camtls_floor_keeper);

/******************************************************************************/
// What is written in Python.

// The module that has a function; frozen, or on the camera's path.
static qstr module_of(qstr name) {
    switch (name) {
        case MP_QSTR_clock_floor:
        case MP_QSTR_diagnose:
        case MP_QSTR_time_from:
            return MP_QSTR_ssl_operations;
        case MP_QSTR_renew_identity:
            return MP_QSTR_ssl_renewal;
        default:
            return MP_QSTRnull;
    }
}

mp_obj_t modtls_operation(qstr name) {
    qstr module = module_of(name);
    if (module == MP_QSTRnull) {
        return MP_OBJ_NULL;
    }
    return mp_load_attr(mp_import_name(module, mp_const_none, MP_OBJ_NEW_SMALL_INT(0)), name);
}

#endif // MODTLS_OPERATIONS
