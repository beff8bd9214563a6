// SPDX-License-Identifier: MIT OR Apache-2.0
// Keys that the camera makes itself, and what a CA is asked with.

#include <string.h>

#include "py/objstr.h"
#include "py/runtime.h"

#include "modtls.h"

#if MODTLS_OPERATIONS

// generate_key(path, curve="prime256v1", *, overwrite=False, wrapped=False)
static mp_obj_t modtls_generate_key(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_path, ARG_curve, ARG_overwrite, ARG_wrapped };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_path, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_curve, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_QSTR(MP_QSTR_prime256v1)} },
        { MP_QSTR_overwrite, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = false} },
        { MP_QSTR_wrapped, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = false} },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    mp_obj_t path = args[ARG_path].u_obj;
    size_t curve_length;
    const char *curve = mp_obj_str_get_data(args[ARG_curve].u_obj, &curve_length);
    mp_obj_str_get_str(path); // it must be one before a key is made

    modtls_begin();
    if (!args[ARG_overwrite].u_bool && modtls_file_exists(path)) {
        modtls_raise_found(CAMTLS_ERR_FILE_EXISTS, path, 0);
    }
    modtls_output_t key;
    modtls_output_open(&key, CAMTLS_KEY_MAX);
    modtls_check(camtls_key_generate(curve, curve_length, args[ARG_wrapped].u_bool, key.bytes, key.size, &key.length));
    modtls_file_write(path, key.bytes, key.length);
    modtls_output_close(&key);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_KW(modtls_generate_key_obj, 1, modtls_generate_key);

// Names as one text: a str as it is, several with commas between them.
static mp_obj_t join_names(mp_obj_t names) {
    if (names == mp_const_none) {
        return MP_OBJ_NEW_QSTR(MP_QSTR_);
    }
    if (mp_obj_is_str(names)) {
        return names;
    }
    size_t count;
    mp_obj_t *items;
    mp_obj_get_array(names, &count, &items);
    vstr_t text;
    vstr_init(&text, 64);
    for (size_t i = 0; i < count; ++i) {
        size_t length;
        const char *name = mp_obj_str_get_data(items[i], &length);
        if (i > 0) {
            vstr_add_byte(&text, ',');
        }
        vstr_add_strn(&text, name, length);
        // One element is one name: with a comma in it, none.
        for (char *c = text.buf + text.len - length; c < text.buf + text.len; ++c) {
            if (*c == ',') {
                *c = '?';
            }
        }
    }
    return mp_obj_new_str_from_vstr(&text);
}

// certificate_request(key, subject="", san=None, *, certificate=None)
static mp_obj_t modtls_certificate_request(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_key, ARG_subject, ARG_san, ARG_certificate };
    static const mp_arg_t allowed_args[] = {
        { MP_QSTR_key, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_subject, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_QSTR(MP_QSTR_)} },
        { MP_QSTR_san, MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
        { MP_QSTR_certificate, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_rom_obj = MP_ROM_NONE} },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);
    size_t subject_length;
    const char *subject = mp_obj_str_get_data(args[ARG_subject].u_obj, &subject_length);
    mp_obj_t san = join_names(args[ARG_san].u_obj);
    size_t names_length;
    const char *names = mp_obj_str_get_data(san, &names_length);

    modtls_begin();
    modtls_blob_t key;
    modtls_blob_t certificate;
    modtls_blob_open(&key, args[ARG_key].u_obj);
    modtls_blob_open(&certificate, args[ARG_certificate].u_obj);
    vstr_t request;
    vstr_init_len(&request, CAMTLS_REQUEST_MAX);
    int32_t code = camtls_key_request(key.bytes, key.length, subject, subject_length, names, names_length, certificate.bytes,
        certificate.length, (byte *)request.buf, request.len, &request.len);
    modtls_blob_close(&certificate);
    modtls_blob_close(&key);
    modtls_check(code);
    return mp_obj_new_bytes_from_vstr(&request);
}
MP_DEFINE_CONST_FUN_OBJ_KW(modtls_certificate_request_obj, 1, modtls_certificate_request);

/******************************************************************************/
// For the frozen module ssl_renewal.

// _answered(answer, key, others): of a CA's answer (PKCS#7) the chain that belongs to key.
static mp_obj_t modtls_answered(mp_obj_t answer_in, mp_obj_t key_in, mp_obj_t others_in) {
    mp_buffer_info_t answer;
    mp_buffer_info_t others;
    mp_get_buffer_raise(answer_in, &answer, MP_BUFFER_READ);
    mp_get_buffer_raise(others_in, &others, MP_BUFFER_READ);
    modtls_blob_t key;
    modtls_blob_open(&key, key_in);
    vstr_t chain;
    vstr_init_len(&chain, answer.len + others.len);
    int32_t code = camtls_certificate_answered(answer.buf, answer.len, key.bytes, key.length, others.buf, others.len,
        (byte *)chain.buf, chain.len, &chain.len);
    modtls_blob_close(&key);
    modtls_check(code);
    return mp_obj_new_bytes_from_vstr(&chain);
}
MP_DEFINE_CONST_FUN_OBJ_3(modtls_answered_obj, modtls_answered);

// _remove(path): removes a file, if it is there.
static mp_obj_t modtls_remove(mp_obj_t path) {
    modtls_file_remove(path);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_1(modtls_remove_obj, modtls_remove);

// _failed(code, name, number): raises a failure that the module found.
static mp_obj_t modtls_failed(mp_obj_t code, mp_obj_t name, mp_obj_t number) {
    modtls_begin();
    modtls_raise_found(mp_obj_get_int(code), name, mp_obj_get_int(number));
}
MP_DEFINE_CONST_FUN_OBJ_3(modtls_failed_obj, modtls_failed);

#endif
