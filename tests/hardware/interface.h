// How a harness calls the chips' backends in an emulator of the processor alone: the image of tools/build-hardware.sh.
//
//     tools/build-hardware.sh CHIP        build/hardware/CHIP.elf, CHIP: stm32n6 stm32h7 imxrt1062 alif
//
// The image is the archive that a camera's firmware links, with the entry points below added. It has no reset vector: a
// harness loads the ELF file's PT_LOAD segments at their p_vaddr (which is their p_paddr) and zeroes what p_memsz has beyond
// p_filesz, sets SP, and calls an entry point by its symbol: arguments in r0 to r3, the answer in r0, LR an address of the
// harness's choice with bit 0 set. Each call may come back only through LR. The FPU must be on.
//
//     0x0800_0000   code and constants, never written
//     0x2000_0000   768 KB for the harness's buffers, at any alignment
//     0x200C_0000   128 KB for the image's data
//     0x200E_0000   to 0x200F_F000 stack, which grows down from there
//
// Peripherals lie where the reference manuals say: on the STM32N6 at their secure aliases. Of the processor's own registers, the
// image touches what cache maintenance needs (Armv7-M, B2.2 and B2.3: CCR, CCSIDR, DCCMVAC, DCIMVAC, DCCIMVAC), on the i.MX RT alone.
//
// Polling is bounded by a count of reads, never by time: a model that stays busy gets an answer all the same.
#ifndef CAMTLS_TESTS_HARDWARE_INTERFACE_H
#define CAMTLS_TESTS_HARDWARE_INTERFACE_H

#include <stdint.h>

// Every function answers 0 or a negative code of the catalogue (docs/errors.md), or one of these two, which are Mbed TLS's own.
// Whatever the chip lacks, software does; so it does what the unit began and did not finish, and that alone counts as a fault.
#define HW_BAD_TAG (-0x12)
// The unit failed and software cannot step in: there is no SHA-224 in software, and no data to begin again with.
#define HW_FAILED (-0x70)

// Begins anew, as after a soft reset: nothing is known of the units, the counters are 0. To be called first.
void hw_reset(void);

// How often software had to finish, or do again, what a unit had been asked for.
uint32_t hw_faults(void);

// The chip's generator, as the library's own generator is seeded from it but before conditioning: each word in the order
// in which it was read, least significant byte first, each after the tests of SP 800-90B 4.4. Before the first word after
// hw_reset some are read, tested and not used (SP 800-90B 4.3). A generator that fails gives a code, and `out` is all zeroes.
int32_t hw_random(uint8_t *out, uint32_t length);

// A hash of bytes that are all there. `algorithm` is 1 (SHA-1), 224, 256, 384 or 512; `out` has its length.
int32_t hw_hash(uint32_t algorithm, const uint8_t *data, uint32_t length, uint8_t *out);

// Two hashes of the same kind, each fed `chunk` bytes in turn: first `a`, then `b`, until neither has any left.
typedef struct hw_interleaved {
    uint32_t algorithm;
    const uint8_t *a;
    uint32_t a_length;
    const uint8_t *b;
    uint32_t b_length;
    uint8_t *out; // the digest of `a`, behind it that of `b`
    uint32_t chunk; // at least 1
} hw_interleaved;
// No data are kept to begin again with: a unit that fails in the middle gives HW_FAILED and counts as a fault.
int32_t hw_hash_interleaved(const hw_interleaved *hashes);

// Encrypts one block of 16 bytes. `key_bits` is 128, 192 or 256.
int32_t hw_aes_ecb(const uint8_t *key, uint32_t key_bits, const uint8_t *in, uint8_t *out);

// Counter mode over bytes that are all there; the last 32 bits of the counter block count (as in GCM), big-endian.
typedef struct hw_ctr {
    const uint8_t *key;
    uint32_t key_bits;
    const uint8_t *counter; // 16 bytes, not changed
    const uint8_t *in;
    uint32_t length;
    uint8_t *out; // may be `in`
} hw_ctr;
int32_t hw_aes_ctr(const hw_ctr *operation);

typedef struct hw_gcm_operation {
    uint32_t decrypt; // 0 encrypts
    const uint8_t *key;
    uint32_t key_bits;
    const uint8_t *iv;
    uint32_t iv_length; // 12, as TLS has it; any other is refused
    const uint8_t *aad;
    uint32_t aad_length;
    const uint8_t *in;
    uint32_t length;
    uint8_t *out; // may be `in`
    uint8_t *tag; // written when encrypting, compared when decrypting
    uint32_t tag_length; // 4 to 16
} hw_gcm_operation;
// Decrypting, a tag that is not right gives HW_BAD_TAG, and `out` is all zeroes.
int32_t hw_gcm(const hw_gcm_operation *operation);

// The functions above go to the unit whatever the size. These two go through Mbed TLS's functions, where TLS does, and so
// through the routing: small sizes do not touch the unit. SHA-256 alone.
int32_t hw_hash_routed(const uint8_t *data, uint32_t length, uint8_t *out);
int32_t hw_gcm_routed(const hw_gcm_operation *operation);

// The same by the unit that has a key of the device, AES-256-GCM alone, whatever the size, at most 64 bytes of text. On the STM32N6
// that is the SAES, KMOD 0. `key` NULL: the device's key (there the derived hardware unique key, KEYSEL 1); else a key that software
// gives, `key_bits` 256. `tag_length` is 16.
//
// Software never steps in: it does not have the key. A unit that fails is asked once more, from the beginning; then HW_FAILED. Each time
// counts as a fault. One that says that it has no key gives ERR_NO_HARDWARE_KEY, as does a chip without such a unit. Before its
// first work after hw_reset and after each fault it is asked for a known answer, with a key of software's, both ways. What was encrypted is
// decrypted again before it is answered: where that does not give what was there, HW_FAILED. With any code but 0, `out` is all zeroes.
int32_t hw_vault_gcm(const hw_gcm_operation *operation);

// The two calls of camtls.h in which keys are wrapped and opened, as the module ssl makes them. Randomness comes from the chip.
typedef struct hw_key {
    uint32_t bits; // of the curve, 256 or 384
    uint32_t wrapped;
    const uint8_t *file; // of the key that a request is made with
    uint32_t length;
    uint8_t *out;
    uint32_t size;
    uint32_t *written;
} hw_key;
// camtls_key_generate: the file of a new key.
int32_t hw_key_generate(const hw_key *key);
// camtls_key_request: a certificate request by that key, for the subject CN=camera. `size` is CAMTLS_REQUEST_MAX or more.
int32_t hw_key_request(const hw_key *key);

#endif
