// SPDX-License-Identifier: MIT OR Apache-2.0
// An identity on the camera's file system: a directory with two slots, of which the older stays until a peer has accepted the newer.
//
//     identity.0, identity.1   a key with its certificates, a generation and a digest over all: see src/policy/slot.rs
//     identity.proven          the digest of the slot that a peer has accepted last
//
// Nothing is renamed, and of two identities the one that works is never written over: a power cut leaves that one, or the new one
// too. A mark that was not written to its end marks nothing.

#include <string.h>

#include "py/mperrno.h"
#include "py/objstr.h"
#include "py/runtime.h"
#include "extmod/vfs.h"

#include "modtls.h"

#if MODTLS_OPERATIONS

#define SLOTS (2)
#define PROVEN (2) // its place among the names
#define DIGEST (32)
// The longest file that is read as a slot: more than RSA-4096 with the longest chain has.
#define SLOT_MOST (8192)

static const char *const names[] = { "/identity.0", "/identity.1", "/identity.proven" };

static mp_obj_t path_of(mp_obj_t directory, size_t place) {
    size_t length;
    const char *text = mp_obj_str_get_data(directory, &length);
    vstr_t path;
    vstr_init(&path, length + 20);
    vstr_add_strn(&path, text, length);
    vstr_add_str(&path, names[place]);
    return mp_obj_new_str_from_vstr(&path);
}

/******************************************************************************/
// Reading.

typedef struct _file_t {
    mp_obj_t path;
    modtls_blob_t *blob;
} file_t;

static void fill_from_file(void *argument) {
    file_t *file = argument;
    mp_obj_t *items;
    mp_obj_get_array_fixed_n(mp_vfs_stat(file->path), 10, &items);
    // Whatever a PC has put there: no directory, nothing too long.
    if (!(mp_obj_get_int(items[0]) & MP_S_IFDIR) && mp_obj_get_int(items[6]) <= SLOT_MOST) {
        modtls_blob_fill(file->blob, file->path);
    }
}

// Reads a file as far as it can be read: a file system that is damaged at one file must not hide the other.
static void open_maybe(modtls_blob_t *blob, mp_obj_t path) {
    modtls_blob_open(blob, mp_const_none);
    file_t file = { path, blob };
    mp_obj_t raised = modtls_attempt(fill_from_file, &file);
    if (raised != MP_OBJ_NULL) {
        if (modtls_errno_of(raised) == 0) {
            nlr_raise(raised);
        }
        modtls_blob_forget(blob);
    }
}

// The slots of a directory. Opened, the blobs are active jump callbacks.
typedef struct _slots_t {
    modtls_blob_t blobs[SLOTS];
    camtls_slot_info infos[SLOTS];
    bool whole[SLOTS];
    size_t newest; // SLOTS where none is whole
    bool proven; // a peer has accepted the newest
} slots_t;

static void slots_open(slots_t *slots, mp_obj_t directory) {
    mp_obj_str_get_str(directory);
    slots->newest = SLOTS;
    for (size_t i = 0; i < SLOTS; ++i) {
        modtls_blob_t *blob = &slots->blobs[i];
        open_maybe(blob, path_of(directory, i));
        int32_t code = camtls_slot_read(blob->bytes, blob->length, &slots->infos[i]);
        slots->whole[i] = code == 0;
        if (code != 0 && code != MP_ENOENT) {
            modtls_raise_last(code);
        }
        if (code == 0 && (slots->newest == SLOTS
                          || camtls_slot_is_newer(slots->infos[i].generation, slots->infos[slots->newest].generation))) {
            slots->newest = i;
        }
    }
    modtls_blob_t mark;
    open_maybe(&mark, path_of(directory, PROVEN));
    slots->proven = slots->newest != SLOTS && mark.length == DIGEST
        && memcmp(mark.bytes, slots->infos[slots->newest].digest, DIGEST) == 0;
    modtls_blob_close(&mark);
}

static void slots_close(slots_t *slots) {
    for (size_t i = SLOTS; i > 0; --i) {
        modtls_blob_close(&slots->blobs[i - 1]);
    }
}

static const camtls_slot_info *newest_of(const slots_t *slots, mp_obj_t directory) {
    if (slots->newest == SLOTS) {
        modtls_raise_found(CAMTLS_ERR_IDENTITY_ABSENT, directory, 0);
    }
    return &slots->infos[slots->newest];
}

void modtls_context_load_directory(modtls_context_t *self, mp_obj_t directory) {
    camtls_context *context = modtls_context_handle(self);
    slots_t slots;
    slots_open(&slots, directory);
    const camtls_slot_info *info = newest_of(&slots, directory);
    modtls_context_take_identity(self, context, info->certificates, info->certificates_length, CAMTLS_MEMORY_COPY, info->key,
        info->key_length);
    if (!slots.proven) {
        mp_obj_t items[2] = { directory, mp_obj_new_bytes(info->digest, DIGEST) };
        self->unproven = mp_obj_new_tuple(2, items);
    }
    slots_close(&slots);
}

// _installed(directory): the certificates of the newest identity, and whether its key is wrapped.
static mp_obj_t modtls_installed(mp_obj_t directory) {
    modtls_begin();
    slots_t slots;
    slots_open(&slots, directory);
    const camtls_slot_info *info = newest_of(&slots, directory);
    mp_obj_t items[2] = { mp_obj_new_bytes(info->certificates, info->certificates_length), mp_obj_new_bool(info->wrapped) };
    slots_close(&slots);
    return mp_obj_new_tuple(2, items);
}
MP_DEFINE_CONST_FUN_OBJ_1(modtls_installed_obj, modtls_installed);

/******************************************************************************/
// Writing.

static void make_directory(void *directory) {
    mp_vfs_mkdir(MP_OBJ_FROM_PTR(directory));
}

// What lies at path must be what was written, when it is read anew.
static void check_written(mp_obj_t path, const modtls_output_t *slot) {
    modtls_blob_t blob;
    open_maybe(&blob, path);
    bool same = blob.length == slot->length && memcmp(blob.bytes, slot->bytes, slot->length) == 0;
    modtls_blob_close(&blob);
    if (!same) {
        modtls_file_remove(path);
        modtls_raise_found(CAMTLS_ERR_WRITE_LOST, path, 0);
    }
}

// install_identity(directory, cert, key)
static mp_obj_t modtls_install_identity(mp_obj_t directory, mp_obj_t certificates_in, mp_obj_t key_in) {
    modtls_begin();
    slots_t slots;
    slots_open(&slots, directory);
    uint32_t generation = 1;
    size_t place = 0;
    if (slots.newest != SLOTS) {
        generation = slots.infos[slots.newest].generation + 1;
        size_t other = 1 - slots.newest;
        // The older one may have to come back as long as nobody has accepted the newest.
        place = slots.whole[other] && !slots.proven ? slots.newest : other;
    }
    slots_close(&slots);

    modtls_blob_t certificates;
    modtls_blob_t key;
    modtls_blob_open(&certificates, certificates_in);
    modtls_blob_open(&key, key_in);
    modtls_output_t slot;
    modtls_output_open(&slot, certificates.length + key.length + CAMTLS_SLOT_OVERHEAD);
    modtls_check(camtls_slot_write(generation, certificates.bytes, certificates.length, key.bytes, key.length, slot.bytes,
        slot.size, &slot.length));
    if (!modtls_file_exists(directory)) {
        modtls_attempt(make_directory, MP_OBJ_TO_PTR(directory));
    }
    mp_obj_t path = path_of(directory, place);
    modtls_file_write(path, slot.bytes, slot.length);
    check_written(path, &slot);
    modtls_output_close(&slot);
    modtls_blob_close(&key);
    modtls_blob_close(&certificates);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_3(modtls_install_identity_obj, modtls_install_identity);

/******************************************************************************/
// Proof.

// Marks the newest slot, if it is the one with that digest: one that is older by now must not take the mark away.
static void mark_newest(mp_obj_t directory, const byte *digest) {
    slots_t slots;
    slots_open(&slots, directory);
    const camtls_slot_info *info = newest_of(&slots, directory);
    byte mark[DIGEST];
    memcpy(mark, info->digest, DIGEST);
    slots_close(&slots);
    if (!slots.proven && (digest == NULL || memcmp(digest, mark, DIGEST) == 0)) {
        modtls_file_write(path_of(directory, PROVEN), mark, DIGEST);
    }
}

// _proven(directory): a peer has accepted the newest identity.
static mp_obj_t modtls_proven(mp_obj_t directory) {
    modtls_begin();
    mark_newest(directory, NULL);
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_1(modtls_proven_obj, modtls_proven);

static void write_mark(void *unproven) {
    mp_obj_t *items;
    mp_obj_get_array_fixed_n(MP_OBJ_FROM_PTR(unproven), 2, &items);
    mp_buffer_info_t digest;
    mp_get_buffer_raise(items[1], &digest, MP_BUFFER_READ);
    mark_newest(items[0], digest.buf);
}

void modtls_identity_proven(modtls_socket_t *self) {
    mp_obj_t unproven = self->unproven;
    self->unproven = MP_OBJ_NULL;
    if (!camtls_connection_used_identity(self->connection)) {
        return;
    }
    modtls_context_t *context = MP_OBJ_TO_PTR(self->context);
    if (context->unproven == unproven) {
        context->unproven = MP_OBJ_NULL;
    }
    // A mark that cannot be written is written the next time. What was read must not be lost with an interrupt.
    mp_obj_t raised = modtls_attempt(write_mark, MP_OBJ_TO_PTR(unproven));
    if (raised != MP_OBJ_NULL && !mp_obj_exception_match(raised, MP_OBJ_FROM_PTR(&mp_type_Exception))) {
        self->raised = raised;
    }
}

#endif
