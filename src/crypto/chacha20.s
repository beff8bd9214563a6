@ void camtls_chacha20(uint32_t state[16], const uint8_t *input, uint8_t *output, size_t blocks)
@
@ RFC 8439, section 2.4: adds the keystream to `blocks` blocks of 64 bytes, at least one, and counts them in the state. The second
@ and the fourth row are kept rotated, so that each rotation is part of the instruction which uses its result. Of the third row two
@ words are in registers, two on the stack. Nothing of the keystream stays there. Time depends on the number of blocks alone.

.syntax unified

@ Two quarter rounds side by side. The b are to be read rotated by 25, the d by 24.
.macro camtls_quarters a, b, c, d, e, f, g, h
    add \a, \a, \b, ror #25
    add \e, \e, \f, ror #25
    eor \d, \a, \d, ror #24
    eor \h, \e, \h, ror #24
    add \c, \c, \d, ror #16
    add \g, \g, \h, ror #16
    eor \b, \c, \b, ror #25
    eor \f, \g, \f, ror #25
    add \a, \a, \b, ror #20
    add \e, \e, \f, ror #20
    eor \d, \a, \d, ror #16
    eor \h, \e, \h, ror #16
    add \c, \c, \d, ror #24
    add \g, \g, \h, ror #24
    eor \b, \c, \b, ror #20
    eor \f, \g, \f, ror #20
.endm

.section .text.camtls_chacha20, "ax", %progbits
.global camtls_chacha20
.type camtls_chacha20, %function
.thumb_func
.p2align 2
camtls_chacha20:
    push {r0-r11, lr}
    sub sp, sp, #68
    @ sp: sixteen words of a block, the rounds left; from sp + 68 on the arguments
1:  mov r0, #10
    str r0, [sp, #64]
    ldr r12, [sp, #68]
    add r12, r12, #32
    ldm r12!, {r0-r3}
    strd r2, r3, [sp, #40]
    mov r8, r0
    mov r9, r1
    ldm r12, {r10-r12, lr}
    ldr r0, [sp, #68]
    ldm r0, {r0-r7}
    ror r4, r4, #7
    ror r5, r5, #7
    ror r6, r6, #7
    ror r7, r7, #7
    ror r10, r10, #8
    ror r11, r11, #8
    ror r12, r12, #8
    ror lr, lr, #8
2:  camtls_quarters r0, r4, r8, r10, r1, r5, r9, r11
    strd r8, r9, [sp, #32]
    ldrd r8, r9, [sp, #40]
    camtls_quarters r2, r6, r8, r12, r3, r7, r9, lr
    camtls_quarters r0, r5, r8, lr, r1, r6, r9, r10
    strd r8, r9, [sp, #40]
    ldr r8, [sp, #64]
    subs r8, r8, #1
    str r8, [sp, #64]
    ldrd r8, r9, [sp, #32]
    camtls_quarters r2, r7, r8, r11, r3, r4, r9, r12
    bne 2b
    ror r4, r4, #25
    ror r5, r5, #25
    ror r6, r6, #25
    ror r7, r7, #25
    ror r10, r10, #24
    ror r11, r11, #24
    ror r12, r12, #24
    ror lr, lr, #24
    strd r8, r9, [sp, #32]
    stm sp, {r0-r7}
    add r0, sp, #48
    stm r0, {r10-r12, lr}
    ldr r12, [sp, #68]
    ldr r10, [sp, #72]
    ldr r11, [sp, #76]
    mov r9, sp
    mov lr, #4
3:  ldm r9, {r0-r3}
    ldm r12!, {r4-r7}
    add r0, r0, r4
    add r1, r1, r5
    add r2, r2, r6
    add r3, r3, r7
    ldr r4, [r10], #4
    ldr r5, [r10], #4
    ldr r6, [r10], #4
    ldr r7, [r10], #4
    eor r0, r0, r4
    eor r1, r1, r5
    eor r2, r2, r6
    eor r3, r3, r7
    str r0, [r11], #4
    str r1, [r11], #4
    str r2, [r11], #4
    str r3, [r11], #4
    mov r4, #0
    mov r5, #0
    mov r6, #0
    mov r7, #0
    stm r9!, {r4-r7}
    subs lr, lr, #1
    bne 3b
    str r10, [sp, #72]
    str r11, [sp, #76]
    ldr r0, [r12, #-16]
    add r0, r0, #1
    str r0, [r12, #-16]
    ldr r0, [sp, #80]
    subs r0, r0, #1
    str r0, [sp, #80]
    bne 1b
    add sp, sp, #84
    pop {r4-r11, pc}
.size camtls_chacha20, . - camtls_chacha20

.purgem camtls_quarters
