@ Memory by the block, where the firmware's own functions go byte by byte or word by word.

.syntax unified

@ void camtls_zero(void *start, void *end): both divisible by 8.
.section .text.camtls_zero, "ax", %progbits
.global camtls_zero
.type camtls_zero, %function
.thumb_func
camtls_zero:
    push {r4, r5}
    movs r2, #0
    movs r3, #0
    movs r4, #0
    movs r5, #0
    subs r1, r1, r0
    lsls r12, r1, #28
    bpl 1f
    stm r0!, {r2, r3}
1:  bics r1, r1, #15
    beq 3f
2:  stm r0!, {r2-r5}
    subs r1, r1, #16
    bne 2b
3:  pop {r4, r5}
    bx lr
.size camtls_zero, . - camtls_zero

@ void *camtls_copy(void *to, const void *from, size_t length): memcpy's contract. Words may lie anywhere.
.section .text.camtls_copy, "ax", %progbits
.global camtls_copy
.type camtls_copy, %function
.thumb_func
camtls_copy:
    push {r0, r4-r6, lr}
    subs r2, r2, #16
    blo 2f
1:  ldr r3, [r1], #4
    ldr r4, [r1], #4
    ldr r5, [r1], #4
    ldr r6, [r1], #4
    str r3, [r0], #4
    str r4, [r0], #4
    str r5, [r0], #4
    str r6, [r0], #4
    subs r2, r2, #16
    bhs 1b
2:  adds r2, r2, #16
    beq 4f
3:  ldrb r3, [r1], #1
    strb r3, [r0], #1
    subs r2, r2, #1
    bne 3b
4:  pop {r0, r4-r6, pc}
.size camtls_copy, . - camtls_copy
