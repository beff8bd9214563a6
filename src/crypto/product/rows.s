@ uint32_t camtls_rows(uint32_t *sum, const uint32_t *factor, size_t limbs, const uint32_t four[4])
@
@ Adds four * factor to the limbs + 4 words of sum and returns the carry. Four words of the product that are not complete yet are
@ kept in registers, so that for each word of the factor one is loaded, one stored, and the sum is never read twice. Time
@ depends on limbs alone.

.syntax unified

@ umaal \lo, \hi, \x, \y by its encoding: Rust's assembler refuses it for thumbv8m.main, which lacks it in theory only.
.macro camtls_umaal lo, hi, x, y
    .inst.w 0xFBE00060 | (\x << 16) | (\lo << 12) | (\hi << 8) | \y
.endm

@ One word of the factor: \a is complete then, and \e is the fourth of the words that are not.
.macro camtls_row a, b, c, d, e
    ldr r\e, [r0]
    ldr r12, [r1], #4
    camtls_umaal \a, \e, 3, 12
    camtls_umaal \b, \e, 4, 12
    camtls_umaal \c, \e, 5, 12
    camtls_umaal \d, \e, 6, 12
    str r\a, [r0], #4
.endm

.section .text.camtls_rows, "ax", %progbits
.global camtls_rows
.type camtls_rows, %function
.thumb_func
.p2align 2
camtls_rows:
    push {r4-r11, lr}
    ldm r3, {r3-r6}
    mov r7, #0
    mov r8, #0
    mov r9, #0
    mov r10, #0
    mov r12, #5
    udiv lr, r2, r12
    mls r2, lr, r12, r2
    cmp lr, #0
    beq 2f
    @ Five words, after which the registers have their first roles again.
1:  camtls_row 7, 8, 9, 10, 11
    camtls_row 8, 9, 10, 11, 7
    camtls_row 9, 10, 11, 7, 8
    camtls_row 10, 11, 7, 8, 9
    camtls_row 11, 7, 8, 9, 10
    subs lr, lr, #1
    bne 1b
2:  cbz r2, 4f
3:  camtls_row 7, 8, 9, 10, 11
    mov r7, r8
    mov r8, r9
    mov r9, r10
    mov r10, r11
    subs r2, r2, #1
    bne 3b
4:  ldm r0, {r3-r6}
    adds r3, r3, r7
    adcs r4, r4, r8
    adcs r5, r5, r9
    adcs r6, r6, r10
    stm r0, {r3-r6}
    mov r0, #0
    adc r0, r0, #0
    pop {r4-r11, pc}
.size camtls_rows, . - camtls_rows

.purgem camtls_row
.purgem camtls_umaal
