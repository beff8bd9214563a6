// SPDX-License-Identifier: MIT OR Apache-2.0
// What a certificate says, as Python objects: the dict of CPython's getpeercert(), and one that says more.

#include "py/mperrno.h"
#include "py/runtime.h"

#include "shared/timeutils/timeutils.h"

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

static mp_obj_t new_hex(const uint8_t *bytes, size_t length) {
    vstr_t hex;
    vstr_init(&hex, 2 * length);
    for (size_t i = 0; i < length; ++i) {
        vstr_add_byte(&hex, "0123456789ABCDEF"[bytes[i] >> 4]);
        vstr_add_byte(&hex, "0123456789ABCDEF"[bytes[i] & 15]);
    }
    return mp_obj_new_str_from_vstr(&hex);
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
    return new_hex(serial, length);
}

static void put(mp_obj_t dict, qstr key, mp_obj_t value) {
    mp_obj_dict_store(dict, MP_OBJ_NEW_QSTR(key), value);
}

static mp_obj_t new_dict(const camtls_certificate_info *info, size_t *left) {
    mp_obj_t dict = mp_obj_new_dict(7);
    put(dict, MP_QSTR_subject, new_names(info->subject, left));
    put(dict, MP_QSTR_issuer, new_names(info->issuer, left));
    put(dict, MP_QSTR_version, MP_OBJ_NEW_SMALL_INT(info->version));
    put(dict, MP_QSTR_serialNumber, new_serial(info));
    put(dict, MP_QSTR_notBefore, mp_obj_new_str_from_cstr(info->not_before_text));
    put(dict, MP_QSTR_notAfter, mp_obj_new_str_from_cstr(info->not_after_text));
    if (info->alternative_names.length != 0) {
        put(dict, MP_QSTR_subjectAltName, new_names(info->alternative_names, left));
    }
    return dict;
}

mp_obj_t modtls_certificate_dict(mp_obj_t der) {
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(der, &buffer, MP_BUFFER_READ);
    camtls_certificate_info info;
    modtls_check(camtls_certificate_read(buffer.buf, buffer.len, &info));
    size_t left = NAMES_MAX;
    return new_dict(&info, &left);
}

#if MODTLS_OPERATIONS

mp_obj_t modtls_new_time(int64_t seconds) {
    return mp_obj_new_int_from_ll(seconds - (MICROPY_EPOCH_IS_1970 ? 0 : TIMEUTILS_SECONDS_1970_TO_2000));
}

// The names of the bits of the key usage, in openssl.cnf's words.
static mp_obj_t new_key_usage(uint8_t bits) {
    static const qstr_short_t names[8] = {
        MP_QSTR_digitalSignature, MP_QSTR_nonRepudiation, MP_QSTR_keyEncipherment, MP_QSTR_dataEncipherment,
        MP_QSTR_keyAgreement, MP_QSTR_keyCertSign, MP_QSTR_cRLSign, MP_QSTR_encipherOnly,
    };
    mp_obj_t set[8];
    size_t count = 0;
    for (size_t i = 0; i < 8; ++i) {
        if (bits & 0x80 >> i) {
            set[count++] = MP_OBJ_NEW_QSTR(names[i]);
        }
    }
    return mp_obj_new_tuple(count, set);
}

static mp_obj_t new_purposes(camtls_certificate_list list, size_t *left) {
    mp_obj_t pairs = new_names(list, left);
    size_t count;
    mp_obj_t *items;
    mp_obj_get_array(pairs, &count, &items);
    for (size_t i = 0; i < count; ++i) {
        mp_obj_t *pair;
        mp_obj_get_array_fixed_n(items[i], 2, &pair);
        items[i] = pair[0];
    }
    return pairs;
}

static mp_obj_t new_info(const uint8_t *der, size_t length, size_t *left) {
    camtls_certificate_info info;
    modtls_check(camtls_certificate_read(der, length, &info));
    mp_obj_t dict = new_dict(&info, left);
    put(dict, MP_QSTR_not_before, modtls_new_time(info.not_before));
    put(dict, MP_QSTR_not_after, modtls_new_time(info.not_after));
    put(dict, MP_QSTR_renewal, modtls_new_time(info.renewal));
    int64_t now;
    bool known = camtls_clock_read(&now) == 0;
    put(dict, MP_QSTR_seconds_left, known ? mp_obj_new_int_from_ll(info.not_after - now) : mp_const_none);
    mp_float_t life = (mp_float_t)(info.not_after - info.not_before);
    put(dict, MP_QSTR_life_used, known && life > 0 ? mp_obj_new_float((mp_float_t)(now - info.not_before) / life) : mp_const_none);
    put(dict, MP_QSTR_key, mp_obj_new_str_from_cstr(info.key));
    put(dict, MP_QSTR_key_bits, MP_OBJ_NEW_SMALL_INT(info.key_bits));
    put(dict, MP_QSTR_pin, mp_obj_new_bytes(info.pin, sizeof(info.pin)));
    put(dict, MP_QSTR_fingerprint, new_hex(info.fingerprint, sizeof(info.fingerprint)));
    put(dict, MP_QSTR_ca, mp_obj_new_bool(info.ca));
    put(dict, MP_QSTR_key_usage, new_key_usage(info.key_usage));
    put(dict, MP_QSTR_extended_key_usage, new_purposes(info.purposes, left));
    return dict;
}

// certificate_info(der): what each certificate of the data or the file says; nothing of it is verified.
static mp_obj_t modtls_certificate_info(mp_obj_t source) {
    modtls_begin();
    modtls_blob_t blob;
    modtls_blob_open(&blob, source);
    mp_obj_t all = mp_obj_new_list(0, NULL);
    size_t left = NAMES_MAX;
    const uint8_t *der;
    size_t length;
    int32_t code;
    for (size_t i = 0; (code = camtls_certificate_find(blob.bytes, blob.length, i, &der, &length)) == 0; ++i) {
        mp_obj_list_append(all, new_info(der, length, &left));
    }
    modtls_blob_close(&blob);
    if (code != MP_ENOENT) {
        modtls_raise_last(code);
    }
    return all;
}
MP_DEFINE_CONST_FUN_OBJ_1(modtls_certificate_info_obj, modtls_certificate_info);

#endif // MODTLS_OPERATIONS
