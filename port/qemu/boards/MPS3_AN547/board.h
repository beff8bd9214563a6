// SPDX-License-Identifier: MIT OR Apache-2.0
// Arm MPS3 with the AN547 image: a Cortex-M55 at 32 MHz in an SSE-300 subsystem. Application note AN547.
// The firmware runs in Secure state and leaves the security attribution unit off.
#define MICROPY_HW_BOARD_NAME "MPS3-AN547"
#define MICROPY_HW_MCU_NAME "Cortex-M55"

#define BOARD_CLOCK_HZ (32000000)

#define BOARD_UARTS { \
        { 0x49303000, 33 }, { 0x49304000, 35 }, { 0x49305000, 37 }, { 0x49306000, 39 }, { 0x49307000, 41 } }
#define BOARD_UART_COUNT (5)

// Ticks come from the subsystem's 64-bit counter (SSE-300 manual, "System counter").
#define BOARD_SSE_COUNTER_CONTROL (0x58100000)
#define BOARD_SSE_COUNTER_STATUS (0x58101000)

// The upper 3 MB of FPGA SRAM, which has no memory protection controller before it: QEMU's loader can write there.
#define BOARD_DISK_START (0x21100000)
#define BOARD_DISK_SIZE (1 * 1024 * 1024)
#define BOARD_ROM_START (0x21200000)
#define BOARD_ROM_SIZE (2 * 1024 * 1024)
