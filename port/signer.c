// SPDX-License-Identifier: MIT OR Apache-2.0
// ecdsa_sign_callback: signatures that a script has made elsewhere, in a secure element for example.

#include <string.h>

#include "py/objarray.h"
#include "py/runtime.h"

#include "modtls.h"

// The script gets bytes of its own. The key's are wiped when it has answered.
static mp_obj_t lend(const uint8_t *bytes, size_t length) {
    return mp_obj_new_bytearray(length, bytes);
}

static void wipe(mp_obj_t lent) {
    if (lent != MP_OBJ_NULL) {
        mp_obj_array_t *array = MP_OBJ_TO_PTR(lent);
        memset(array->items, 0, array->len);
    }
}

int32_t modtls_sign(void *data, const uint8_t *key, size_t key_length, const uint8_t *hash, size_t hash_length,
    uint8_t *signature, size_t *length) {
    modtls_context_t *context = (modtls_context_t *)((byte *)data - 1);
    volatile mp_obj_t lent_key = MP_OBJ_NULL;
    int32_t result = -1;
    nlr_buf_t nlr;
    // No exception may pass through the library: it is raised when that has returned.
    if (nlr_push(&nlr) == 0) {
        lent_key = lend(key, key_length);
        mp_obj_t answer = mp_call_function_2(context->ecdsa_sign_callback, lent_key, lend(hash, hash_length));
        if (answer == mp_const_none) {
            result = 1;
        } else {
            mp_buffer_info_t written;
            mp_get_buffer_raise(answer, &written, MP_BUFFER_READ);
            if (written.len <= *length) {
                memcpy(signature, written.buf, written.len);
                *length = written.len;
                result = 0;
            }
        }
        nlr_pop();
    } else {
        context->raised = MP_OBJ_FROM_PTR(nlr.ret_val);
    }
    wipe(lent_key);
    return result;
}

void modtls_raise_signer(modtls_socket_t *self) {
    modtls_context_t *context = MP_OBJ_TO_PTR(self->context);
    mp_obj_t raised = context->raised;
    if (raised != MP_OBJ_NULL) {
        context->raised = MP_OBJ_NULL;
        modtls_send_last_words(self, self->connected);
        nlr_raise(raised);
    }
}
