// SPDX-License-Identifier: MIT OR Apache-2.0
// The modules ssl and tls: one implementation, two sets of defaults.

#include "py/objmodule.h"
#include "py/runtime.h"

#include "modtls.h"

#if MICROPY_PY_SSL
#error "build with MICROPY_PY_SSL=0: camtls takes the place of MicroPython's own ssl"
#endif
#if !MICROPY_MODULE_ATTR_DELEGATION || !MICROPY_MODULE_BUILTIN_INIT
#error "camtls needs MICROPY_MODULE_ATTR_DELEGATION and MICROPY_MODULE_BUILTIN_INIT (on from MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)"
#endif

/******************************************************************************/
// The warning of unverified connections.

static bool warn_unverified;

void modtls_reset_warnings(void) {
    warn_unverified = true;
    #if MODTLS_OPERATIONS
    modtls_reset_operations();
    #endif
}

void modtls_warn_unverified(void) {
    if (warn_unverified) {
        warn_unverified = false;
        modtls_console("this connection is encrypted, but nobody checked who the peer is: give cadata= and server_hostname=, "
            "or silence this with ssl.warn_unverified = False");
    }
}

/******************************************************************************/
// Functions.

// A fresh start, at the first import after power-on or a soft reset.
static mp_obj_t modtls___init__(void) {
    modtls_begin();
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(modtls___init___obj, modtls___init__);

// wrap_socket(sock, server_side=False, key=None, cert=None, cert_reqs=None, cadata=None, server_hostname=None, do_handshake=True,
// suppress_ragged_eofs=True, session=None)
static mp_obj_t modtls_wrap_socket(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_sock, ARG_server_side, ARG_key, ARG_cert, ARG_cert_reqs, ARG_cadata, ARG_server_hostname, ARG_do_handshake,
           ARG_suppress_ragged_eofs, ARG_session };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_sock, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_server_side, MP_ARG_BOOL, {.u_bool = false} },
        { MP_QSTR_key, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_cert, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_cert_reqs, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_cadata, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_server_hostname, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_do_handshake, MP_ARG_BOOL, {.u_bool = true} },
        { MP_QSTR_suppress_ragged_eofs, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = true} },
        { MP_QSTR_session, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);

    bool server_side = args[ARG_server_side].u_bool;
    modtls_context_t *context = modtls_context_new(&modtls_ssl_context_type,
        server_side ? CAMTLS_PROTOCOL_TLS_SERVER : CAMTLS_PROTOCOL_TLS_CLIENT);
    if (args[ARG_cert].u_obj != mp_const_none || args[ARG_key].u_obj != mp_const_none) {
        modtls_context_load_identity(context, args[ARG_cert].u_obj, args[ARG_key].u_obj);
    }
    if (args[ARG_cadata].u_obj != mp_const_none) {
        modtls_context_load_anchors(context, args[ARG_cadata].u_obj);
    }
    if (args[ARG_cert_reqs].u_obj != mp_const_none) {
        modtls_context_set_verify_mode(context, args[ARG_cert_reqs].u_obj);
    }
    // Nobody comes back to a context of one connection.
    modtls_check(camtls_context_set_tickets(context->context, false));
    modtls_wrap_t wrap = {
        .server_hostname = args[ARG_server_hostname].u_obj,
        .server_side = server_side,
        .do_handshake = args[ARG_do_handshake].u_bool,
        .suppress_ragged_eofs = args[ARG_suppress_ragged_eofs].u_bool,
        .session = args[ARG_session].u_obj,
    };
    return modtls_socket_new(context, args[ARG_sock].u_obj, &wrap);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(modtls_wrap_socket_obj, 1, modtls_wrap_socket);

// create_default_context(cafile=None, cadata=None): a client that always verifies.
static mp_obj_t modtls_create_default_context(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_cafile, ARG_cadata };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_cafile, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_cadata, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);

    modtls_context_t *context = modtls_context_new(&modtls_ssl_context_type, CAMTLS_PROTOCOL_TLS_CLIENT);
    modtls_check(camtls_context_set_verify_mode(context->context, CAMTLS_VERIFY_REQUIRED));
    for (size_t i = ARG_cafile; i <= ARG_cadata; ++i) {
        if (args[i].u_obj != mp_const_none) {
            modtls_context_load_anchors(context, args[i].u_obj);
        }
    }
    return MP_OBJ_FROM_PTR(context);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(modtls_create_default_context_obj, 0, modtls_create_default_context);

// verify_certificate(chain, anchors, hostname=None, server=True, flags=0, crl=None): judges as a handshake does, without one. Each
// of chain, anchors and crl is DER data or a path.
static mp_obj_t modtls_verify_certificate(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_chain, ARG_anchors, ARG_hostname, ARG_server, ARG_flags, ARG_crl };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_chain, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_anchors, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_hostname, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_server, MP_ARG_BOOL, {.u_bool = true} },
        { MP_QSTR_flags, MP_ARG_INT, {.u_int = 0} },
        { MP_QSTR_crl, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    const char *hostname = NULL;
    size_t length = 0;
    if (args[ARG_hostname].u_obj != mp_const_none) {
        hostname = mp_obj_str_get_data(args[ARG_hostname].u_obj, &length);
    }

    modtls_begin();
    modtls_blob_t chain;
    modtls_blob_t anchors;
    modtls_blob_t crls;
    modtls_blob_open(&chain, args[ARG_chain].u_obj);
    modtls_blob_open(&anchors, args[ARG_anchors].u_obj);
    modtls_blob_open(&crls, args[ARG_crl].u_obj);
    int32_t code = camtls_certificate_verify(chain.bytes, chain.length, anchors.bytes, anchors.length, crls.bytes, crls.length,
        hostname, length, args[ARG_server].u_bool, args[ARG_flags].u_int);
    modtls_blob_close(&crls);
    modtls_blob_close(&anchors);
    modtls_blob_close(&chain);
    modtls_check(code);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(modtls_verify_certificate_obj, 0, modtls_verify_certificate);

// hardware(): {work: (who does it, how often software stepped in)}.
static mp_obj_t modtls_hardware(void) {
    mp_obj_t all = mp_obj_new_dict(0);
    const char *work;
    const char *by;
    uint32_t faults;
    for (uint32_t row = 0; camtls_hardware(row, &work, &by, &faults) == 0; ++row) {
        mp_obj_t answer[] = { mp_obj_new_str_from_cstr(by), mp_obj_new_int_from_uint(faults) };
        mp_obj_dict_store(all, mp_obj_new_str_from_cstr(work), mp_obj_new_tuple(2, answer));
    }
    return all;
}
static MP_DEFINE_CONST_FUN_OBJ_0(modtls_hardware_obj, modtls_hardware);

/******************************************************************************/
// Attributes that are not in the modules' tables.

// The ERR_ constants of both modules: the library knows them by name. As qstrs, their names would take four kilobytes of flash.
static mp_obj_t error_number(qstr name) {
    size_t length;
    const byte *text = qstr_data(name, &length);
    int32_t number = camtls_error_number((const char *)text, length);
    return number ? MP_OBJ_NEW_SMALL_INT(number) : MP_OBJ_NULL;
}

#if MODTLS_OPERATIONS
extern const mp_obj_module_t modtls_module_ssl;
#endif

void modtls_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    if (dest[0] != MP_OBJ_NULL) {
        if (attr == MP_QSTR_warn_unverified && dest[1] != MP_OBJ_NULL) {
            warn_unverified = mp_obj_is_true(dest[1]);
            dest[0] = MP_OBJ_NULL;
        }
        return;
    }
    if (attr == MP_QSTR_warn_unverified) {
        dest[0] = mp_obj_new_bool(warn_unverified);
    } else if (attr == MP_QSTR_MBEDTLS_VERSION) {
        dest[0] = mp_obj_new_str_from_cstr(camtls_engine_version());
    } else if (attr == MP_QSTR___version__) {
        dest[0] = mp_obj_new_str_from_cstr(camtls_version());
    } else {
        dest[0] = error_number(attr);
        #if MODTLS_OPERATIONS
        if (dest[0] == MP_OBJ_NULL && MP_OBJ_TO_PTR(self_in) == &modtls_module_ssl) {
            dest[0] = modtls_operation(attr);
        }
        #endif
    }
    (void)self_in;
}

/******************************************************************************/
// The modules.

#if MODTLS_DTLS
#define DTLS_GLOBALS \
    { MP_ROM_QSTR(MP_QSTR_PROTOCOL_DTLS_CLIENT), MP_ROM_INT(CAMTLS_PROTOCOL_DTLS_CLIENT) }, \
    { MP_ROM_QSTR(MP_QSTR_PROTOCOL_DTLS_SERVER), MP_ROM_INT(CAMTLS_PROTOCOL_DTLS_SERVER) },
#else
#define DTLS_GLOBALS
#endif

#if MODTLS_OPERATIONS
#define OPERATIONS_GLOBALS \
    { MP_ROM_QSTR(MP_QSTR_certificate_info), MP_ROM_PTR(&modtls_certificate_info_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_generate_key), MP_ROM_PTR(&modtls_generate_key_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_certificate_request), MP_ROM_PTR(&modtls_certificate_request_obj) }, \
    { MP_ROM_QSTR(MP_QSTR_install_identity), MP_ROM_PTR(&modtls_install_identity_obj) },
#else
#define OPERATIONS_GLOBALS
#endif

#define COMMON_GLOBALS \
    DTLS_GLOBALS \
    { MP_ROM_QSTR(MP_QSTR___init__), MP_ROM_PTR(&modtls___init___obj) }, \
    { MP_ROM_QSTR(MP_QSTR_TLSVersion), MP_ROM_PTR(&modtls_version_type) }, \
    { MP_ROM_QSTR(MP_QSTR_PROTOCOL_TLS_CLIENT), MP_ROM_INT(CAMTLS_PROTOCOL_TLS_CLIENT) }, \
    { MP_ROM_QSTR(MP_QSTR_PROTOCOL_TLS_SERVER), MP_ROM_INT(CAMTLS_PROTOCOL_TLS_SERVER) }, \
    { MP_ROM_QSTR(MP_QSTR_CERT_NONE), MP_ROM_INT(CAMTLS_VERIFY_NONE) }, \
    { MP_ROM_QSTR(MP_QSTR_CERT_OPTIONAL), MP_ROM_INT(CAMTLS_VERIFY_OPTIONAL) }, \
    { MP_ROM_QSTR(MP_QSTR_CERT_REQUIRED), MP_ROM_INT(CAMTLS_VERIFY_REQUIRED) }, \
    { MP_ROM_QSTR(MP_QSTR_VERIFY_CRL_CHECK_LEAF), MP_ROM_INT(0x04) }, \
    { MP_ROM_QSTR(MP_QSTR_VERIFY_CRL_CHECK_CHAIN), MP_ROM_INT(0x0c) }, \
    { MP_ROM_QSTR(MP_QSTR_VERIFY_X509_STRICT), MP_ROM_INT(0x20) }

static const mp_rom_map_elem_t ssl_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_ssl) },
    { MP_ROM_QSTR(MP_QSTR_SSLContext), MP_ROM_PTR(&modtls_ssl_context_type) },
    { MP_ROM_QSTR(MP_QSTR_wrap_socket), MP_ROM_PTR(&modtls_wrap_socket_obj) },
    { MP_ROM_QSTR(MP_QSTR_create_default_context), MP_ROM_PTR(&modtls_create_default_context_obj) },
    { MP_ROM_QSTR(MP_QSTR_verify_certificate), MP_ROM_PTR(&modtls_verify_certificate_obj) },
    { MP_ROM_QSTR(MP_QSTR_hardware), MP_ROM_PTR(&modtls_hardware_obj) },
    OPERATIONS_GLOBALS
    COMMON_GLOBALS,
};
static MP_DEFINE_CONST_DICT(ssl_globals, ssl_globals_table);

const mp_obj_module_t modtls_module_ssl = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&ssl_globals,
};
MP_REGISTER_MODULE(MP_QSTR_ssl, modtls_module_ssl);
// What older scripts import, micropython-umqtt.simple on PyPI among them.
MP_REGISTER_MODULE(MP_QSTR_ussl, modtls_module_ssl);
MP_REGISTER_MODULE_DELEGATION(modtls_module_ssl, modtls_attr);

static const mp_rom_map_elem_t tls_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_tls) },
    { MP_ROM_QSTR(MP_QSTR_SSLContext), MP_ROM_PTR(&modtls_tls_context_type) },
    #if MODTLS_OPERATIONS
    // For the modules that are written in Python.
    { MP_ROM_QSTR(MP_QSTR__answered), MP_ROM_PTR(&modtls_answered_obj) },
    { MP_ROM_QSTR(MP_QSTR__failed), MP_ROM_PTR(&modtls_failed_obj) },
    { MP_ROM_QSTR(MP_QSTR__installed), MP_ROM_PTR(&modtls_installed_obj) },
    { MP_ROM_QSTR(MP_QSTR__remove), MP_ROM_PTR(&modtls_remove_obj) },
    { MP_ROM_QSTR(MP_QSTR__proven), MP_ROM_PTR(&modtls_proven_obj) },
    { MP_ROM_QSTR(MP_QSTR__clock), MP_ROM_PTR(&modtls_clock_obj) },
    #endif
    COMMON_GLOBALS,
};
static MP_DEFINE_CONST_DICT(tls_globals, tls_globals_table);

const mp_obj_module_t modtls_module_tls = {
    .base = { &mp_type_module },
    .globals = (mp_obj_dict_t *)&tls_globals,
};
MP_REGISTER_MODULE(MP_QSTR_tls, modtls_module_tls);
MP_REGISTER_MODULE_DELEGATION(modtls_module_tls, modtls_attr);
