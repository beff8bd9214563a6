@ The field of P-384 on twelve words, least significant first. Elements are any numbers below 2^384, one above p standing for its
@ remainder. Time depends on the values.

.syntax unified

@ void camtls_p384_add(uint32_t sum[12], const uint32_t a[12], const uint32_t b[12])
@ void camtls_p384_subtract(uint32_t difference[12], const uint32_t a[12], const uint32_t b[12])
@
@ What leaves twelve words is brought back by 2^384 - p = 2^128 + 2^96 - 2^32 + 1, in rare cases twice.
.macro camtls_p384_chain name, first, next, within, beyond
.section .text.\name, "ax", %progbits
.global \name
.type \name, %function
.thumb_func
\name:
    push {r4-r10, lr}
    ldm r1!, {r3-r6}
    ldm r2!, {r7-r10}
    \first r3, r3, r7
    \next r4, r4, r8
    \next r5, r5, r9
    \next r6, r6, r10
    stm r0!, {r3-r6}
    .rept 2
    ldm r1!, {r3-r6}
    ldm r2!, {r7-r10}
    \next r3, r3, r7
    \next r4, r4, r8
    \next r5, r5, r9
    \next r6, r6, r10
    stm r0!, {r3-r6}
    .endr
    \within 2f
1:  sub r0, r0, #48
    ldm r0, {r3-r7}
    \first r3, r3, #1
    \next r4, r4, #0xFFFFFFFF
    \next r5, r5, #0xFFFFFFFF
    \next r6, r6, #0
    \next r7, r7, #1
    stm r0!, {r3-r7}
    \within 2f
    ldm r0, {r1-r7}
    \next r1, r1, #0
    \next r2, r2, #0
    \next r3, r3, #0
    \next r4, r4, #0
    \next r5, r5, #0
    \next r6, r6, #0
    \next r7, r7, #0
    stm r0!, {r1-r7}
    \beyond 1b
2:  pop {r4-r10, pc}
.size \name, . - \name
.endm

camtls_p384_chain camtls_p384_add, adds, adcs, bcc, bcs
camtls_p384_chain camtls_p384_subtract, subs, sbcs, bcs, bcc
.purgem camtls_p384_chain

@ void camtls_p384_multiply(uint32_t product[12], const uint32_t a[12], const uint32_t b[12])
@
@ a b / 2^384 modulo p.
.section .text.camtls_p384_multiply, "ax", %progbits
.global camtls_p384_multiply
.type camtls_p384_multiply, %function
.thumb_func
camtls_p384_multiply:
    push {r0, r4, r5, lr}
    sub sp, sp, #96
    mov r4, r1
    mov r5, r2
    mov r0, #0
    mov r1, #0
    mov r2, #0
    mov r3, #0
    mov r12, sp
    .rept 6
    stm r12!, {r0-r3}
    .endr
    mov r0, sp
    mov r1, r4
    mov r2, #12
    mov r3, r5
    bl camtls_rows
    add r0, sp, #16
    mov r1, r4
    mov r2, #12
    add r3, r5, #16
    bl camtls_rows
    add r0, sp, #32
    mov r1, r4
    mov r2, #12
    add r3, r5, #32
    bl camtls_rows
    ldr r0, [sp, #96]
    mov r1, sp
    bl camtls_p384_reduce
    add sp, sp, #100
    pop {r4, r5, pc}
.size camtls_p384_multiply, . - camtls_p384_multiply

@ void camtls_p384_reduce(uint32_t quotient[12], uint32_t product[24])
@
@ product / 2^384 modulo p, by Montgomery's method, three words at a time; the product is destroyed. As p is 2^32 - 1 modulo 2^96,
@ the multiple m of p that makes the lowest words t zero has the words t0, t0 + t1, t0 + t1 + t2. Adding m p there leaves
@ q = (t + m 2^32 - m) / 2^96, which is m's highest word and a carry, and m (2^288 - 2^32 - 1) above it.
.section .text.camtls_p384_reduce, "ax", %progbits
.global camtls_p384_reduce
.type camtls_p384_reduce, %function
.thumb_func
.p2align 2
camtls_p384_reduce:
    push {r0, r4-r11, lr}
    mov r0, r1
    mov r1, #0                  @ what is still to be subtracted from the sixth word behind t
    mov r12, #0                 @ what is still to be added to the twelfth word from t
    mov lr, #4
1:  ldm r0, {r2-r4}
    adds r3, r3, r2             @ m: r2, r3, r4
    adcs r4, r4, r3
    adcs r5, r4, #0             @ q: r5, r6
    mov r6, #0
    adc r6, r6, #0
    adds r7, r2, r3             @ m (2^32 + 1): r2, r7, r8, r9, r10
    adcs r8, r3, r4
    adcs r9, r4, #0
    mov r10, #0
    adc r10, r10, #0
    subs r5, r2, r5             @ that less q: r5 to r9
    sbcs r6, r7, r6
    sbcs r7, r8, #0
    sbcs r8, r9, #0
    sbc r9, r10, #0
    adds r7, r7, r1
    adcs r8, r8, #0
    adc r9, r9, #0
    ldrd r10, r11, [r0, #12]
    subs r10, r10, r5
    sbcs r11, r11, r6
    strd r10, r11, [r0, #12]
    ldrd r10, r11, [r0, #20]
    sbcs r10, r10, r7
    sbcs r11, r11, r8
    strd r10, r11, [r0, #20]
    ldr r10, [r0, #28]
    sbcs r10, r10, r9
    str r10, [r0, #28]
    sbc r1, r1, r1
    rsb r1, r1, #0
    ldrd r5, r6, [r0, #48]
    ldr r7, [r0, #56]
    lsrs r12, r12, #1           @ into the carry
    adcs r5, r5, r2
    adcs r6, r6, r3
    adcs r7, r7, r4
    adc r12, r12, #0
    strd r5, r6, [r0, #48]
    str r7, [r0, #56]
    add r0, r0, #12
    subs lr, lr, #1
    bne 1b
    ldm r0!, {r2-r6}
    ldm r0, {r0, r7-r11, lr}
    subs r0, r0, r1
    sbcs r7, r7, #0
    sbcs r8, r8, #0
    sbcs r9, r9, #0
    sbcs r10, r10, #0
    sbcs r11, r11, #0
    sbcs lr, lr, #0
    sbcs r12, r12, #0
    beq 2f
    adds r2, r2, #1             @ less p
    adcs r3, r3, #0xFFFFFFFF
    adcs r4, r4, #0xFFFFFFFF
    adcs r5, r5, #0
    adcs r6, r6, #1
    adcs r0, r0, #0
    adcs r7, r7, #0
    adcs r8, r8, #0
    adcs r9, r9, #0
    adcs r10, r10, #0
    adcs r11, r11, #0
    adc lr, lr, #0
2:  ldr r1, [sp]
    stm r1!, {r2-r6}
    stm r1, {r0, r7-r11, lr}
    pop {r0, r4-r11, pc}
.size camtls_p384_reduce, . - camtls_p384_reduce
