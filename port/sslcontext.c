// SPDX-License-Identifier: MIT OR Apache-2.0
// SSLContext. ssl.SSLContext and tls.SSLContext are one implementation with the defaults that each has had.

#include <string.h>

#include "py/mperrno.h"
#include "py/runtime.h"

#include "modtls.h"

// A script's number as the library's: what is out of range stays wrong instead of being cut to a valid one.
static int32_t get_number(mp_obj_t value, int32_t most) {
    mp_int_t number = mp_obj_get_int(value);
    return number < 0 || number > most ? most : number;
}

/******************************************************************************/
// Making and freeing.

modtls_context_t *modtls_context_new(const mp_obj_type_t *type, int32_t protocol) {
    modtls_begin();
    modtls_context_t *self = mp_obj_malloc_with_finaliser(modtls_context_t, type);
    self->life = modtls_life();
    self->context = NULL;
    self->verify_callback = mp_const_none;
    #if MODTLS_OPERATIONS
    self->unproven = MP_OBJ_NULL;
    #endif
    self->ecdsa_sign_callback = mp_const_none;
    self->raised = MP_OBJ_NULL;
    self->handshake_timeout = MP_OBJ_NEW_SMALL_INT(30); // the library's own
    self->max_handshakes = MP_OBJ_NEW_SMALL_INT(32);
    self->max_memory = mp_const_none;
    #if MODTLS_OPERATIONS
    self->expiry_callback = mp_const_none;
    self->expires = INT64_MIN;
    self->renewal = INT64_MAX;
    #endif
    self->minimum_version = 0;
    self->maximum_version = 0;
    self->datagram = protocol == CAMTLS_PROTOCOL_DTLS_CLIENT || protocol == CAMTLS_PROTOCOL_DTLS_SERVER;
    self->pinned = false;
    self->server = protocol == CAMTLS_PROTOCOL_TLS_SERVER || protocol == CAMTLS_PROTOCOL_DTLS_SERVER;
    modtls_check(camtls_context_new(protocol, &self->context));
    return self;
}

// ssl: what is verified follows from what was given. tls: clients verify, servers do not.
static mp_obj_t context_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    modtls_context_t *self = modtls_context_new(type, get_number(args[0], INT32_MAX));
    if (type == &modtls_tls_context_type) {
        modtls_check(camtls_context_set_verify_mode(self->context, self->server ? CAMTLS_VERIFY_NONE : CAMTLS_VERIFY_REQUIRED));
    }
    return MP_OBJ_FROM_PTR(self);
}

camtls_context *modtls_context_handle(const modtls_context_t *self) {
    if (self->context == NULL || self->life != modtls_life()) {
        mp_raise_OSError(MP_EBADF);
    }
    return self->context;
}

static mp_obj_t context___del__(mp_obj_t self_in) {
    modtls_context_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->context != NULL && self->life == modtls_life()) {
        camtls_context_free(self->context);
    }
    self->context = NULL;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(context___del___obj, context___del__);

/******************************************************************************/
// Credentials and trust.

void modtls_context_set_verify_mode(modtls_context_t *self, mp_obj_t value) {
    // True would be CERT_OPTIONAL, which its writer has hardly meant.
    mp_int_t mode = mp_obj_is_bool(value) ? -1 : mp_obj_get_int(value);
    if (mode < CAMTLS_VERIFY_NONE || mode > CAMTLS_VERIFY_REQUIRED) {
        // Not for the library to judge: one of its own modes is no script's.
        modtls_raise(CAMTLS_ERR_BAD_VALUE, "verify_mode must be CERT_NONE, CERT_OPTIONAL or CERT_REQUIRED");
    }
    modtls_check(camtls_context_set_verify_mode(modtls_context_handle(self), mode));
}

// Loads an identity; one with dates that are wrong now is told on the console.
void modtls_context_take_identity(modtls_context_t *self, camtls_context *context, const byte *certificates,
    size_t certificates_length, int32_t memory, const byte *key, size_t key_length) {
    int32_t warning = 0;
    modtls_check(camtls_context_load_identity(context, certificates, certificates_length, memory, key, key_length, &warning));
    #if MODTLS_OPERATIONS
    self->unproven = MP_OBJ_NULL;
    modtls_context_note_dates(self, certificates, certificates_length);
    #else
    (void)self;
    #endif
    if (warning != 0) {
        camtls_failure failure;
        camtls_failure_last(&failure);
        modtls_console(failure.text);
    }
}

void modtls_context_load_identity(modtls_context_t *self, mp_obj_t certificates, mp_obj_t key) {
    camtls_context *context = modtls_context_handle(self);
    modtls_blob_t certificates_blob;
    modtls_blob_t key_blob;
    modtls_blob_open(&certificates_blob, certificates);
    modtls_blob_open(&key_blob, key);
    modtls_context_take_identity(self, context, certificates_blob.bytes, certificates_blob.length, certificates_blob.memory,
        key_blob.bytes, key_blob.length);
    modtls_blob_close(&key_blob);
    modtls_blob_close(&certificates_blob);
}

// load_cert_chain(certfile, keyfile), or load_cert_chain(directory) of an identity that is installed there
static mp_obj_t context_load_cert_chain(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_certfile, ARG_keyfile };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_certfile, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        #if MODTLS_OPERATIONS
        { MP_QSTR_keyfile, MP_ARG_OBJ, {.u_obj = MP_OBJ_NULL} },
        #else
        { MP_QSTR_keyfile, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        #endif
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    #if MODTLS_OPERATIONS
    if (args[ARG_keyfile].u_obj == MP_OBJ_NULL) {
        modtls_context_load_directory(MP_OBJ_TO_PTR(pos_args[0]), args[ARG_certfile].u_obj);
        return mp_const_none;
    }
    #endif
    modtls_context_load_identity(MP_OBJ_TO_PTR(pos_args[0]), args[ARG_certfile].u_obj, args[ARG_keyfile].u_obj);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(context_load_cert_chain_obj, 1, context_load_cert_chain);

typedef int32_t (*load_t)(camtls_context *, const uint8_t *, size_t, int32_t);

static void context_load(modtls_context_t *self, load_t load, mp_obj_t source) {
    camtls_context *context = modtls_context_handle(self);
    modtls_blob_t blob;
    modtls_blob_open(&blob, source);
    int32_t code = load(context, blob.bytes, blob.length, blob.memory);
    modtls_blob_close(&blob);
    modtls_check(code);
}

void modtls_context_load_anchors(modtls_context_t *self, mp_obj_t anchors) {
    context_load(self, camtls_context_load_anchors, anchors);
}

// load_verify_locations(cafile=None, cadata=None, crl=None): each may be data or a path.
static mp_obj_t context_load_verify_locations(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_cafile, ARG_cadata, ARG_crl };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_cafile, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_cadata, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_crl, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
    };
    modtls_context_t *self = MP_OBJ_TO_PTR(pos_args[0]);
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args - 1, pos_args + 1, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    mp_obj_t cafile = args[ARG_cafile].u_obj;
    mp_obj_t cadata = args[ARG_cadata].u_obj;
    mp_obj_t crl = args[ARG_crl].u_obj;
    if (cafile == mp_const_none && cadata == mp_const_none && crl == mp_const_none) {
        mp_raise_TypeError(MP_ERROR_TEXT("cafile, cadata or crl required"));
    }
    if (cafile != mp_const_none) {
        modtls_context_load_anchors(self, cafile);
    }
    if (cadata != mp_const_none) {
        modtls_context_load_anchors(self, cadata);
    }
    if (crl != mp_const_none) {
        context_load(self, camtls_context_load_crls, crl);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(context_load_verify_locations_obj, 1, context_load_verify_locations);

// pin_public_key(sha256, ...)
static mp_obj_t context_pin_public_key(size_t n_args, const mp_obj_t *args) {
    modtls_context_t *self = MP_OBJ_TO_PTR(args[0]);
    camtls_context *context = modtls_context_handle(self);
    for (size_t i = 1; i < n_args; ++i) {
        mp_buffer_info_t pin;
        mp_get_buffer_raise(args[i], &pin, MP_BUFFER_READ);
        if (pin.len != 32) {
            modtls_raise(CAMTLS_ERR_BAD_ARGUMENT, "a pin is the SHA-256 of a public key: 32 bytes");
        }
        modtls_check(camtls_context_pin_public_key(context, pin.buf));
        self->pinned = true;
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR(context_pin_public_key_obj, 2, context_pin_public_key);

/******************************************************************************/
// Suites.

static mp_obj_t context_get_ciphers(mp_obj_t self_in) {
    camtls_context *context = modtls_context_handle(MP_OBJ_TO_PTR(self_in));
    mp_obj_t list = mp_obj_new_list(0, NULL);
    const char *name;
    for (size_t i = 0; (name = camtls_context_cipher(context, i)) != NULL; ++i) {
        mp_obj_list_append(list, mp_obj_new_str_from_cstr(name));
    }
    return list;
}
static MP_DEFINE_CONST_FUN_OBJ_1(context_get_ciphers_obj, context_get_ciphers);

// set_ciphers(list of IANA names). Mbed TLS's spelling, with dashes, serves too: scripts have it from MicroPython's own get_ciphers.
static mp_obj_t context_set_ciphers(mp_obj_t self_in, mp_obj_t ciphers) {
    camtls_context *context = modtls_context_handle(MP_OBJ_TO_PTR(self_in));
    mp_obj_t *names;
    size_t count;
    mp_obj_get_array(ciphers, &count, &names);
    vstr_t joined;
    vstr_init(&joined, 64);
    for (size_t i = 0; i < count; ++i) {
        size_t length;
        const char *name = mp_obj_str_get_data(names[i], &length);
        if (i != 0) {
            vstr_add_char(&joined, ',');
        }
        vstr_add_strn(&joined, name, length);
    }
    for (size_t i = 0; i < joined.len; ++i) {
        if (joined.buf[i] == '-') {
            joined.buf[i] = '_';
        }
    }
    int32_t code = camtls_context_set_ciphers(context, joined.buf, joined.len);
    vstr_clear(&joined);
    modtls_check(code);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(context_set_ciphers_obj, context_set_ciphers);

// set_ecdh_curve(name), or several names with colons between them.
static mp_obj_t context_set_ecdh_curve(mp_obj_t self_in, mp_obj_t name) {
    size_t length;
    const char *names = mp_obj_str_get_data(name, &length);
    modtls_check(camtls_context_set_groups(modtls_context_handle(MP_OBJ_TO_PTR(self_in)), names, length));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(context_set_ecdh_curve_obj, context_set_ecdh_curve);

// set_alpn_protocols(list of names)
static mp_obj_t context_set_alpn_protocols(mp_obj_t self_in, mp_obj_t protocols) {
    camtls_context *context = modtls_context_handle(MP_OBJ_TO_PTR(self_in));
    size_t count;
    mp_obj_t *names;
    mp_obj_get_array(protocols, &count, &names);
    vstr_t wire;
    vstr_init(&wire, 32);
    for (size_t i = 0; i < count; ++i) {
        size_t length;
        const char *name = mp_obj_str_get_data(names[i], &length);
        if (length > UINT8_MAX) {
            length = 0; // which the library refuses
        }
        vstr_add_byte(&wire, length);
        vstr_add_strn(&wire, name, length);
    }
    int32_t code = camtls_context_set_alpn(context, (const uint8_t *)wire.buf, wire.len);
    vstr_clear(&wire);
    modtls_check(code);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(context_set_alpn_protocols_obj, context_set_alpn_protocols);

/******************************************************************************/
// Versions.

// CPython's numbers.
#define MINIMUM_SUPPORTED (-2)
#define MAXIMUM_SUPPORTED (-1)

static const mp_rom_map_elem_t version_locals_dict_table[] = {
    { MP_ROM_QSTR(MP_QSTR_TLSv1_2), MP_ROM_INT(0x0303) },
    { MP_ROM_QSTR(MP_QSTR_TLSv1_3), MP_ROM_INT(0x0304) },
    { MP_ROM_QSTR(MP_QSTR_MINIMUM_SUPPORTED), MP_ROM_INT(MINIMUM_SUPPORTED) },
    { MP_ROM_QSTR(MP_QSTR_MAXIMUM_SUPPORTED), MP_ROM_INT(MAXIMUM_SUPPORTED) },
};
static MP_DEFINE_CONST_DICT(version_locals_dict, version_locals_dict_table);

MP_DEFINE_CONST_OBJ_TYPE(
    modtls_version_type,
    MP_QSTR_TLSVersion,
    MP_TYPE_FLAG_NONE,
    locals_dict, &version_locals_dict
    );

// A bound as the library has it: its own is 0. The other bound's leaves one version.
static uint16_t get_version(mp_obj_t value, mp_int_t own) {
    mp_int_t version = mp_obj_get_int(value);
    if (version == own) {
        return 0;
    }
    if (version == MINIMUM_SUPPORTED || version == MAXIMUM_SUPPORTED) {
        return version == MINIMUM_SUPPORTED ? 0x0303 : 0x0304;
    }
    return get_number(value, UINT16_MAX);
}

/******************************************************************************/
// Limits.

// In the library's unit, of which value has so many: None is 0, what is no limit at all is refused.
static uint32_t get_limit(mp_obj_t value, int units) {
    if (value == mp_const_none) {
        return 0;
    }
    mp_float_t limit = mp_obj_get_float(value) * units;
    if (!(limit >= 1 && limit <= INT32_MAX)) {
        modtls_raise(CAMTLS_ERR_BAD_VALUE, "a limit is a number above 0, or None");
    }
    return (uint32_t)limit;
}

static void context_set_limit(modtls_context_t *self, mp_obj_t *limit, mp_obj_t value) {
    get_limit(value, limit == &self->handshake_timeout ? 1000 : 1);
    *limit = value;
    modtls_check(camtls_context_set_limits(modtls_context_handle(self), get_limit(self->handshake_timeout, 1000),
        get_limit(self->max_handshakes, 1), get_limit(self->max_memory, 1)));
}

/******************************************************************************/
// wrap_socket and attributes.

// wrap_socket(sock, server_side=False, do_handshake_on_connect=True, server_hostname=None, suppress_ragged_eofs=True, session=None,
// client_id=None)
static mp_obj_t context_wrap_socket(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_server_side, ARG_do_handshake_on_connect, ARG_server_hostname, ARG_suppress_ragged_eofs, ARG_session, ARG_client_id };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_server_side, MP_ARG_BOOL, {.u_bool = false} },
        { MP_QSTR_do_handshake_on_connect, MP_ARG_BOOL, {.u_bool = true} },
        { MP_QSTR_server_hostname, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_suppress_ragged_eofs, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = true} },
        { MP_QSTR_session, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_client_id, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args - 2, pos_args + 2, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    modtls_wrap_t wrap = {
        .server_hostname = args[ARG_server_hostname].u_obj,
        .server_side = args[ARG_server_side].u_bool,
        .do_handshake = args[ARG_do_handshake_on_connect].u_bool,
        .suppress_ragged_eofs = args[ARG_suppress_ragged_eofs].u_bool,
        .session = args[ARG_session].u_obj,
        .client_id = args[ARG_client_id].u_obj,
    };
    return modtls_socket_new(MP_OBJ_TO_PTR(pos_args[0]), pos_args[1], &wrap);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(context_wrap_socket_obj, 2, context_wrap_socket);

// The garbage collector looks methods up here too, in dead contexts: only the attributes themselves may raise.
static mp_obj_t context_load_attr(modtls_context_t *self, qstr attr) {
    switch (attr) {
        case MP_QSTR_verify_mode:
            return MP_OBJ_NEW_SMALL_INT(camtls_context_verify_mode(modtls_context_handle(self)));
        case MP_QSTR_check_hostname:
            return mp_obj_new_bool(camtls_context_check_hostname(modtls_context_handle(self)));
        case MP_QSTR_hostname_checks_common_name:
            return mp_obj_new_bool(camtls_context_common_name(modtls_context_handle(self)));
        case MP_QSTR_verify_flags:
            return mp_obj_new_int_from_uint(camtls_context_verify_flags(modtls_context_handle(self)));
        case MP_QSTR_verify_callback:
            return self->verify_callback;
        case MP_QSTR_ecdsa_sign_callback:
            return self->ecdsa_sign_callback;
        #if MODTLS_OPERATIONS
        case MP_QSTR_expiry_callback:
            return self->expiry_callback;
        #endif
        case MP_QSTR_handshake_timeout:
            return self->handshake_timeout;
        case MP_QSTR_max_handshakes:
            return self->max_handshakes;
        case MP_QSTR_max_memory:
            return self->max_memory;
        case MP_QSTR_minimum_version:
            return MP_OBJ_NEW_SMALL_INT(self->minimum_version == 0 ? MINIMUM_SUPPORTED : self->minimum_version);
        case MP_QSTR_maximum_version:
            return MP_OBJ_NEW_SMALL_INT(self->maximum_version == 0 ? MAXIMUM_SUPPORTED : self->maximum_version);
        default:
            return MP_OBJ_NULL;
    }
}

static void check_callback(mp_obj_t value) {
    if (value != mp_const_none && !mp_obj_is_callable(value)) {
        mp_raise_TypeError(MP_ERROR_TEXT("not callable"));
    }
}

static bool context_store_attr(modtls_context_t *self, qstr attr, mp_obj_t value) {
    camtls_context *context = modtls_context_handle(self);
    switch (attr) {
        case MP_QSTR_verify_mode:
            modtls_context_set_verify_mode(self, value);
            return true;
        case MP_QSTR_check_hostname:
            modtls_check(camtls_context_set_check_hostname(context, mp_obj_is_true(value)));
            return true;
        case MP_QSTR_hostname_checks_common_name:
            modtls_check(camtls_context_set_common_name(context, mp_obj_is_true(value)));
            return true;
        case MP_QSTR_verify_flags:
            modtls_check(camtls_context_set_verify_flags(context, get_number(value, INT32_MAX)));
            return true;
        case MP_QSTR_verify_callback:
            check_callback(value);
            modtls_check(camtls_context_set_callback(context, value != mp_const_none));
            self->verify_callback = value;
            return true;
        case MP_QSTR_ecdsa_sign_callback:
            check_callback(value);
            modtls_check(camtls_context_set_signer(context, value == mp_const_none ? NULL : modtls_sign, MODTLS_HIDDEN(self)));
            self->ecdsa_sign_callback = value;
            return true;
        #if MODTLS_OPERATIONS
        case MP_QSTR_expiry_callback:
            check_callback(value);
            self->expiry_callback = value;
            return true;
        #endif
        case MP_QSTR_handshake_timeout:
            context_set_limit(self, &self->handshake_timeout, value);
            return true;
        case MP_QSTR_max_handshakes:
            context_set_limit(self, &self->max_handshakes, value);
            return true;
        case MP_QSTR_max_memory:
            context_set_limit(self, &self->max_memory, value);
            return true;
        case MP_QSTR_minimum_version: {
            uint16_t version = get_version(value, MINIMUM_SUPPORTED);
            modtls_check(camtls_context_set_versions(context, version, self->maximum_version));
            self->minimum_version = version;
            return true;
        }
        case MP_QSTR_maximum_version: {
            uint16_t version = get_version(value, MAXIMUM_SUPPORTED);
            modtls_check(camtls_context_set_versions(context, self->minimum_version, version));
            self->maximum_version = version;
            return true;
        }
        default:
            return false;
    }
}

static void context_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    modtls_context_t *self = MP_OBJ_TO_PTR(self_in);
    if (dest[0] == MP_OBJ_NULL) {
        dest[0] = context_load_attr(self, attr);
        if (dest[0] == MP_OBJ_NULL) {
            dest[1] = MP_OBJ_SENTINEL; // a method, perhaps
        }
    } else if (dest[1] != MP_OBJ_NULL && context_store_attr(self, attr, dest[1])) {
        dest[0] = MP_OBJ_NULL;
    }
}

static const mp_rom_map_elem_t context_locals_dict_table[] = {
    { MP_ROM_QSTR(MP_QSTR___del__), MP_ROM_PTR(&context___del___obj) },
    { MP_ROM_QSTR(MP_QSTR_load_cert_chain), MP_ROM_PTR(&context_load_cert_chain_obj) },
    { MP_ROM_QSTR(MP_QSTR_load_verify_locations), MP_ROM_PTR(&context_load_verify_locations_obj) },
    { MP_ROM_QSTR(MP_QSTR_pin_public_key), MP_ROM_PTR(&context_pin_public_key_obj) },
    { MP_ROM_QSTR(MP_QSTR_get_ciphers), MP_ROM_PTR(&context_get_ciphers_obj) },
    { MP_ROM_QSTR(MP_QSTR_set_ciphers), MP_ROM_PTR(&context_set_ciphers_obj) },
    { MP_ROM_QSTR(MP_QSTR_set_ecdh_curve), MP_ROM_PTR(&context_set_ecdh_curve_obj) },
    { MP_ROM_QSTR(MP_QSTR_set_alpn_protocols), MP_ROM_PTR(&context_set_alpn_protocols_obj) },
    { MP_ROM_QSTR(MP_QSTR_wrap_socket), MP_ROM_PTR(&context_wrap_socket_obj) },
    #if MODTLS_OPERATIONS
    { MP_ROM_QSTR(MP_QSTR_identity_expires), MP_ROM_PTR(&modtls_context_identity_expires_obj) },
    { MP_ROM_QSTR(MP_QSTR_replace_identity), MP_ROM_PTR(&modtls_context_replace_identity_obj) },
    { MP_ROM_QSTR(MP_QSTR_replace_verify_locations), MP_ROM_PTR(&modtls_context_replace_verify_locations_obj) },
    #endif
};
static MP_DEFINE_CONST_DICT(context_locals_dict, context_locals_dict_table);

MP_DEFINE_CONST_OBJ_TYPE(
    modtls_ssl_context_type,
    MP_QSTR_SSLContext,
    MP_TYPE_FLAG_NONE,
    make_new, context_make_new,
    attr, context_attr,
    locals_dict, &context_locals_dict
    );

MP_DEFINE_CONST_OBJ_TYPE(
    modtls_tls_context_type,
    MP_QSTR_SSLContext,
    MP_TYPE_FLAG_NONE,
    make_new, context_make_new,
    attr, context_attr,
    locals_dict, &context_locals_dict
    );
