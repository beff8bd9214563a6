@ void camtls_poly1305(uint32_t context[13], const uint8_t *data, size_t blocks, uint32_t padding)
@
@ RFC 8439, section 2.5: adds each block of 16 bytes, at least one, with `padding` above it to the accumulator and multiplies by r. The
@ context is Mbed TLS's: r, s, accumulator of five words. Time depends on the number of blocks alone.

.syntax unified

.section .text.camtls_poly1305, "ax", %progbits
.global camtls_poly1305
.type camtls_poly1305, %function
.thumb_func
.p2align 2
camtls_poly1305:
    push {r0-r11, lr}
    sub sp, sp, #16
    @ sp: r1 to r3 times 5/4 (their last two bits are zero), word 0 of the product; from sp + 16 on the arguments
    ldm r0, {r4-r7}
    add r8, r5, r5, lsr #2
    add r9, r6, r6, lsr #2
    add r10, r7, r7, lsr #2
    stm sp, {r8-r10}
    add r0, r0, #32
    ldm r0, {r4-r8}
1:  ldr r1, [sp, #20]
    ldr r2, [sp, #28]
    ldr r9, [r1], #4
    ldr r10, [r1], #4
    ldr r11, [r1], #4
    ldr r12, [r1], #4
    str r1, [sp, #20]
    adds r4, r4, r9
    adcs r5, r5, r10
    adcs r6, r6, r11
    adcs r7, r7, r12
    adc r8, r8, r2
    @ The accumulator h is in r4 to r8; each word of the product is a sum of its own in lr and r12, and carries into the next
    ldr r0, [sp, #16]
    ldm r0, {r0-r3}
    @ r0 to r3: r
    ldr r9, [sp]
    ldr r10, [sp, #4]
    ldr r11, [sp, #8]
    @ word 0: h0 r0 + h1 s3 + h2 s2 + h3 s1
    umull lr, r12, r4, r0
    umlal lr, r12, r5, r11
    umlal lr, r12, r6, r10
    umlal lr, r12, r7, r9
    str lr, [sp, #12]
    @ word 1: h0 r1 + h1 r0 + h2 s3 + h3 s2 + h4 s1
    mov lr, #0
    umlal r12, lr, r4, r1
    umlal r12, lr, r5, r0
    umlal r12, lr, r6, r11
    umlal r12, lr, r7, r10
    umlal r12, lr, r8, r9
    @ word 2: h0 r2 + h1 r1 + h2 r0 + h3 s3 + h4 s2
    mov r9, #0
    umlal lr, r9, r4, r2
    umlal lr, r9, r5, r1
    umlal lr, r9, r6, r0
    umlal lr, r9, r7, r11
    umlal lr, r9, r8, r10
    @ word 3: h0 r3 + h1 r2 + h2 r1 + h3 r0 + h4 s3
    mov r10, #0
    umlal r9, r10, r4, r3
    umlal r9, r10, r5, r2
    umlal r9, r10, r6, r1
    umlal r9, r10, r7, r0
    umlal r9, r10, r8, r11
    @ word 4: h4 r0, and what lies above two bits of it comes back five times
    mla r8, r8, r0, r10
    ldr r4, [sp, #12]
    bic r0, r8, #3
    and r8, r8, #3
    add r0, r0, r0, lsr #2
    adds r4, r4, r0
    adcs r5, r12, #0
    adcs r6, lr, #0
    adcs r7, r9, #0
    adc r8, r8, #0
    ldr r2, [sp, #24]
    subs r2, r2, #1
    str r2, [sp, #24]
    bne 1b
    ldr r0, [sp, #16]
    add r0, r0, #32
    stm r0, {r4-r8}
    add sp, sp, #32
    pop {r4-r11, pc}
.size camtls_poly1305, . - camtls_poly1305
