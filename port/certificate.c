// SPDX-License-Identifier: MIT OR Apache-2.0
// What a certificate says, as Python objects: the dict of CPython's getpeercert().

#include "py/mperrno.h"
#include "py/runtime.h"

#include "modtls.h"

// More than any certificate has; a hostile one could fill the heap.
#define NAMES_MAX (256)

static mp_obj_t new_value(const camtls_certificate_entry *entry, size_t *left);

// The entries of a list as pairs, those of a distinguished name grouped by relative name.
static mp_obj_t new_names(camtls_certificate_list list, size_t *left) {
    bool grouped = list.kind == CAMTLS_LIST_NAME;
    mp_obj_t all = mp_obj_new_list(0, NULL);
    mp_obj_t group = all;
    camtls_certificate_entry entry;
    int32_t code;
    while ((code = camtls_certificate_next(&list, &entry)) == 0) {
        if ((*left)-- == 0) {
            modtls_raise(CAMTLS_ERR_LIMIT_REACHED, "the certificate has more names than are shown (256)");
        }
        if (grouped && entry.begins) {
            group = mp_obj_new_list(0, NULL);
            mp_obj_list_append(all, group);
        }
        mp_obj_t pair[2] = { mp_obj_new_str_from_cstr(entry.label), new_value(&entry, left) };
        mp_obj_list_append(group, mp_obj_new_tuple(2, pair));
    }
    if (code != MP_ENOENT) {
        modtls_raise_last(code);
    }
    size_t count;
    mp_obj_t *items;
    mp_obj_list_get(all, &count, &items);
    if (grouped) {
        for (size_t i = 0; i < count; ++i) {
            size_t size;
            mp_obj_t *pairs;
            mp_obj_list_get(items[i], &size, &pairs);
            items[i] = mp_obj_new_tuple(size, pairs);
        }
    }
    return mp_obj_new_tuple(count, items);
}

// What is no text is bytes: it equals no str, however it is spelled.
static mp_obj_t new_value(const camtls_certificate_entry *entry, size_t *left) {
    switch (entry->form) {
        case CAMTLS_VALUE_TEXT:
            return mp_obj_new_str((const char *)entry->value, entry->length);
        case CAMTLS_VALUE_NAME:
            return new_names((camtls_certificate_list) { CAMTLS_LIST_NAME, entry->value, entry->length }, left);
        default:
            return mp_obj_new_bytes(entry->value, entry->length);
    }
}

// The serial number in hexadecimal, as many digits as its bytes have.
static mp_obj_t new_serial(const camtls_certificate_info *info) {
    const uint8_t *serial = info->serial;
    size_t length = info->serial_length;
    if (length > 1 && serial[0] == 0) {
        // It only says that the number is not negative.
        ++serial;
        --length;
    }
    vstr_t hex;
    vstr_init(&hex, 2 * length);
    for (size_t i = 0; i < length; ++i) {
        vstr_add_byte(&hex, "0123456789ABCDEF"[serial[i] >> 4]);
        vstr_add_byte(&hex, "0123456789ABCDEF"[serial[i] & 15]);
    }
    return mp_obj_new_str_from_vstr(&hex);
}

mp_obj_t modtls_certificate_dict(mp_obj_t der) {
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(der, &buffer, MP_BUFFER_READ);
    camtls_certificate_info info;
    modtls_check(camtls_certificate_read(buffer.buf, buffer.len, &info));
    size_t left = NAMES_MAX;
    mp_obj_t dict = mp_obj_new_dict(7);
    mp_obj_dict_store(dict, MP_OBJ_NEW_QSTR(MP_QSTR_subject), new_names(info.subject, &left));
    mp_obj_dict_store(dict, MP_OBJ_NEW_QSTR(MP_QSTR_issuer), new_names(info.issuer, &left));
    mp_obj_dict_store(dict, MP_OBJ_NEW_QSTR(MP_QSTR_version), MP_OBJ_NEW_SMALL_INT(info.version));
    mp_obj_dict_store(dict, MP_OBJ_NEW_QSTR(MP_QSTR_serialNumber), new_serial(&info));
    mp_obj_dict_store(dict, MP_OBJ_NEW_QSTR(MP_QSTR_notBefore), mp_obj_new_str_from_cstr(info.not_before_text));
    mp_obj_dict_store(dict, MP_OBJ_NEW_QSTR(MP_QSTR_notAfter), mp_obj_new_str_from_cstr(info.not_after_text));
    if (info.alternative_names.length != 0) {
        mp_obj_dict_store(dict, MP_OBJ_NEW_QSTR(MP_QSTR_subjectAltName), new_names(info.alternative_names, &left));
    }
    return dict;
}
