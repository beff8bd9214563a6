@ void camtls_sha256(uint32_t state[8], const uint8_t block[64])
@
@ FIPS 180-4, section 6.2.2. The schedule is made first; eight rounds are written out, after which the letters are back in their
@ registers. Nothing of the block stays on the stack. Time depends on nothing.

.syntax unified

@ One round. \x holds b ^ c and is used up, \y becomes a ^ b.
.macro camtls_round a, b, c, d, e, f, g, h, x, y
    ldr r0, [lr], #4
    ldr r1, [r12], #4
    add \h, \h, r0
    add \h, \h, r1
    eor r0, \e, \e, ror #5
    eor r1, \f, \g
    eor r0, r0, \e, ror #19
    and r1, r1, \e
    add \h, \h, r0, ror #6
    eor r1, r1, \g
    eor r0, \a, \a, ror #11
    add \h, \h, r1
    eor r0, r0, \a, ror #20
    eor \y, \a, \b
    add \d, \d, \h
    and \x, \x, \y
    add \h, \h, r0, ror #2
    eor \x, \x, \b
    add \h, \h, \x
.endm

.section .text.camtls_sha256, "ax", %progbits
.global camtls_sha256
.type camtls_sha256, %function
.thumb_func
.p2align 2
camtls_sha256:
    push {r0, r4-r11, lr}
    sub sp, sp, #256
    mov r2, sp
    mov r3, #4
1:  ldr r4, [r1], #4
    ldr r5, [r1], #4
    ldr r6, [r1], #4
    ldr r7, [r1], #4
    rev r4, r4
    rev r5, r5
    rev r6, r6
    rev r7, r7
    stm r2!, {r4-r7}
    subs r3, r3, #1
    bne 1b
    @ w[i] = w[i - 16] + s0(w[i - 15]) + w[i - 7] + s1(w[i - 2]), two at a time
    mov r2, sp
    mov r3, #24
    ldr r4, [r2]
2:  ldrd r5, r6, [r2, #4]
    ldrd r7, r8, [r2, #56]
    ldrd r9, r10, [r2, #36]
    ror r0, r5, #7
    ror r1, r6, #7
    eor r0, r0, r5, ror #18
    eor r1, r1, r6, ror #18
    eor r0, r0, r5, lsr #3
    eor r1, r1, r6, lsr #3
    add r0, r0, r4
    add r1, r1, r5
    add r0, r0, r9
    add r1, r1, r10
    ror r4, r7, #17
    ror r5, r8, #17
    eor r4, r4, r7, ror #19
    eor r5, r5, r8, ror #19
    eor r4, r4, r7, lsr #10
    eor r5, r5, r8, lsr #10
    add r0, r0, r4
    add r1, r1, r5
    mov r4, r6
    strd r0, r1, [r2, #64]
    add r2, r2, #8
    subs r3, r3, #1
    bne 2b
    ldr r0, [sp, #256]
    ldm r0, {r4-r11}
    adr lr, 5f
    mov r12, sp
    eor r2, r5, r6
3:  camtls_round r4, r5, r6, r7, r8, r9, r10, r11, r2, r3
    camtls_round r11, r4, r5, r6, r7, r8, r9, r10, r3, r2
    camtls_round r10, r11, r4, r5, r6, r7, r8, r9, r2, r3
    camtls_round r9, r10, r11, r4, r5, r6, r7, r8, r3, r2
    camtls_round r8, r9, r10, r11, r4, r5, r6, r7, r2, r3
    camtls_round r7, r8, r9, r10, r11, r4, r5, r6, r3, r2
    camtls_round r6, r7, r8, r9, r10, r11, r4, r5, r2, r3
    camtls_round r5, r6, r7, r8, r9, r10, r11, r4, r3, r2
    add r0, sp, #256
    cmp r12, r0
    bne 3b
    ldr r12, [sp, #256]
    ldm r12, {r0-r3}
    add r0, r0, r4
    add r1, r1, r5
    add r2, r2, r6
    add r3, r3, r7
    stm r12!, {r0-r3}
    ldm r12, {r0-r3}
    add r0, r0, r8
    add r1, r1, r9
    add r2, r2, r10
    add r3, r3, r11
    stm r12, {r0-r3}
    mov r0, #0
    mov r1, #0
    mov r2, #0
    mov r3, #0
    mov r12, #16
4:  stm sp!, {r0-r3}
    subs r12, r12, #1
    bne 4b
    pop {r0, r4-r11, pc}
    .p2align 2
5:  .word 0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5
    .word 0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174
    .word 0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA
    .word 0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967
    .word 0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85
    .word 0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070
    .word 0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3
    .word 0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2
.size camtls_sha256, . - camtls_sha256

.purgem camtls_round
