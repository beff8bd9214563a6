QEMU_MACHINE = mps3-an547
CPU_FLAGS = -mthumb -mcpu=cortex-m55 -mfloat-abi=hard
MPY_CROSS_FLAGS = -march=armv7emdp
