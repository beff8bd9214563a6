@ void camtls_aes(const uint32_t *round_keys, size_t rounds, const uint8_t *input, uint8_t *output)
@
@ FIPS 197: encrypts one block of 16 bytes. `camtls_aes_table` has for each byte its substitute times 2, 1, 1, 3; of the last round,
@ which mixes nothing, the second byte. As with every table, time depends on what the data cache holds.

.syntax unified

@ One word of the next state: dst, which holds its round key, from a byte of each of the words.
.macro camtls_aes_word load, dst, a, b, c, d
    uxtb r2, \a
    uxtb r3, \b, ror #8
    uxtb r12, \c, ror #16
    \load r2, [lr, r2, lsl #2]
    \load r3, [lr, r3, lsl #2]
    \load r12, [lr, r12, lsl #2]
    eor \dst, \dst, r2
    lsr r2, \d, #24
    \load r2, [lr, r2, lsl #2]
    eor \dst, \dst, r3, ror #24
    eor \dst, \dst, r12, ror #16
    eor \dst, \dst, r2, ror #8
.endm

.macro camtls_aes_round load, a, b, c, d, e, f, g, h
    ldm r0!, {\a, \b, \c, \d}
    camtls_aes_word \load, \a, \e, \f, \g, \h
    camtls_aes_word \load, \b, \f, \g, \h, \e
    camtls_aes_word \load, \c, \g, \h, \e, \f
    camtls_aes_word \load, \d, \h, \e, \f, \g
.endm

.section .text.camtls_aes, "ax", %progbits
.global camtls_aes
.type camtls_aes, %function
.thumb_func
.p2align 2
camtls_aes:
    push {r3-r11, lr}
    movw lr, #:lower16:camtls_aes_table
    movt lr, #:upper16:camtls_aes_table
    ldr r4, [r2]
    ldr r5, [r2, #4]
    ldr r6, [r2, #8]
    ldr r7, [r2, #12]
    ldm r0!, {r8-r11}
    eor r4, r4, r8
    eor r5, r5, r9
    eor r6, r6, r10
    eor r7, r7, r11
1:  camtls_aes_round ldr, r8, r9, r10, r11, r4, r5, r6, r7
    subs r1, r1, #2
    beq 2f
    camtls_aes_round ldr, r4, r5, r6, r7, r8, r9, r10, r11
    b 1b
2:  add lr, lr, #1
    camtls_aes_round ldrb, r4, r5, r6, r7, r8, r9, r10, r11
    pop {r3}
    str r4, [r3]
    str r5, [r3, #4]
    str r6, [r3, #8]
    str r7, [r3, #12]
    pop {r4-r11, pc}
.size camtls_aes, . - camtls_aes

.purgem camtls_aes_word
.purgem camtls_aes_round
