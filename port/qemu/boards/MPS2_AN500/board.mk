QEMU_MACHINE = mps2-an500
CPU_FLAGS = -mthumb -mcpu=cortex-m7 -mfpu=fpv5-d16 -mfloat-abi=hard
MPY_CROSS_FLAGS = -march=armv7emdp
