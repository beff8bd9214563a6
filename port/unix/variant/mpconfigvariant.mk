# The unix port as a camera: our ssl instead of MicroPython's, a clock that scripts can set, /rom from an image.

PROG = micropython
FROZEN_MANIFEST ?= $(VARIANT_DIR)/manifest.py

MICROPY_PY_SSL = 0
MICROPY_PY_BTREE = 0
MICROPY_PY_FFI = 1
MICROPY_PY_THREAD = 1
MICROPY_VFS_FAT = 1
MICROPY_VFS_LFS1 = 0
MICROPY_VFS_LFS2 = 1

# Nothing is frozen from micropython-lib, which many trees lack; MicroPython's rules only want to see its README.
ifeq ($(wildcard $(TOP)/lib/micropython-lib/README.md),)
MPY_LIB_DIR := $(CAMTLS_TOP)/port/qemu
endif

# The port's Makefile compiles the C files of this directory by themselves; the shared ones are found by vpath.
CFLAGS_EXTRA += -I$(CAMTLS_TOP) -I$(CAMTLS_TOP)/include -DCAMTLS=$(CAMTLS)
SRC_C += port/shared/machine_random.c port/shared/machine_rtc.c
vpath %.c $(CAMTLS_TOP)

# The whole program lives by the camera's clock: time.time(), file dates, and what ssl asks for.
LDFLAGS_EXTRA += -Wl,--wrap=gettimeofday -Wl,--wrap=time

ifeq ($(CAMTLS),1)
# port/micropython.mk, which puts the library into LDFLAGS_USERMOD.
USER_C_MODULES = $(CAMTLS_TOP)

# Linked anew whenever the library has changed.
$(BUILD)/$(PROG): $(CAMTLS_LIB)
endif

# makemanifest.py looks at the Python files only; when a name has moved into the program's own table, it must run, too.
$(BUILD)/frozen_content.c: $(BUILD)/frozen.stale
$(BUILD)/frozen.stale: $(BUILD)/genhdr/qstrdefs.generated.h
	$(Q)$(RM) -f $(BUILD)/frozen_content.c
	$(Q)$(TOUCH) $@
