// SPDX-License-Identifier: MIT OR Apache-2.0
// Arm MPS2 with the AN500 image: a Cortex-M7 at 25 MHz. Addresses and interrupt numbers: application note AN500.
#define MICROPY_HW_BOARD_NAME "MPS2-AN500"
#define MICROPY_HW_MCU_NAME "Cortex-M7"

#define BOARD_CLOCK_HZ (25000000)

// UART 0 is the console, the others are qemu.Link(1) and up. Receive interrupts only.
#define BOARD_UARTS { \
        { 0x40004000, 0 }, { 0x40005000, 2 }, { 0x40006000, 4 }, { 0x40007000, 18 }, { 0x40009000, 20 } }
#define BOARD_UART_COUNT (5)

// Ticks come from CMSDK timer 0, extended to 64 bits by its interrupt.
#define BOARD_CMSDK_TIMER (0x40000000)
#define BOARD_CMSDK_TIMER_IRQ (8)

// The 16 MB of PSRAM: the RAM disk, then the ROMFS image.
#define BOARD_DISK_START (0x60000000)
#define BOARD_DISK_SIZE (4 * 1024 * 1024)
#define BOARD_ROM_START (0x60800000)
#define BOARD_ROM_SIZE (8 * 1024 * 1024)
