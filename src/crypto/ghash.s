@ void camtls_ghash(const uint64_t table[16][2], uint8_t state[16], const uint8_t *data, size_t blocks)
@
@ NIST SP 800-38D, section 6.4: adds each of the blocks, at least one, to the state and multiplies by H, four bits at a time by Mbed TLS's
@ table: sixteen multiples of H, their high halves first. Time depends on what the data cache holds.

.syntax unified

@ The state, r4 down to r7, divided by x four times, and the multiple at r2 added.
.macro camtls_ghash_step
    ldm r2, {r8-r11}
    and r3, r7, #15
    ldrh r3, [r12, r3, lsl #1]
    eor r10, r10, r7, lsr #4
    eor r7, r10, r6, lsl #28
    eor r11, r11, r6, lsr #4
    eor r6, r11, r5, lsl #28
    eor r8, r8, r5, lsr #4
    eor r5, r8, r4, lsl #28
    eor r9, r9, r4, lsr #4
    eor r4, r9, r3, lsl #16
.endm

.section .text.camtls_ghash, "ax", %progbits
.global camtls_ghash
.type camtls_ghash, %function
.thumb_func
.p2align 2
camtls_ghash:
    push {r0-r11, lr}
    sub sp, sp, #20
    @ sp: the block to multiply; from sp + 20 on the arguments
    adr r12, 4f
1:  ldr r8, [r1]
    ldr r9, [r1, #4]
    ldr r10, [r1, #8]
    ldr r11, [r1, #12]
    ldr r4, [r2]
    ldr r5, [r2, #4]
    ldr r6, [r2, #8]
    ldr r7, [r2, #12]
    eor r4, r4, r8
    eor r5, r5, r9
    eor r6, r6, r10
    eor r7, r7, r11
    stm sp, {r4-r7}
    mov r4, #0
    mov r5, #0
    mov r6, #0
    mov r7, #0
    mov lr, #15
2:  ldrb r1, [sp, lr]
    and r2, r1, #15
    add r2, r0, r2, lsl #4
    camtls_ghash_step
    and r1, r1, #240
    add r2, r0, r1
    camtls_ghash_step
    subs lr, lr, #1
    bpl 2b
    ldr r1, [sp, #24]
    rev r4, r4
    rev r5, r5
    rev r6, r6
    rev r7, r7
    str r4, [r1]
    str r5, [r1, #4]
    str r6, [r1, #8]
    str r7, [r1, #12]
    ldrd r2, r3, [sp, #28]
    add r2, r2, #16
    subs r3, r3, #1
    strd r2, r3, [sp, #28]
    bne 1b
    add sp, sp, #36
    pop {r4-r11, pc}
    @ What the four bits that fall out add at the other end.
    .p2align 2
4:  .short 0x0000, 0x1c20, 0x3840, 0x2460, 0x7080, 0x6ca0, 0x48c0, 0x54e0
    .short 0xe100, 0xfd20, 0xd940, 0xc560, 0x9180, 0x8da0, 0xa9c0, 0xb5e0
.size camtls_ghash, . - camtls_ghash

.purgem camtls_ghash_step
