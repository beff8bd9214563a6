# camtls in OpenMV's firmware, in the place of MicroPython's ssl. Never built in OpenMV yet: README.md.
#
# Included by the port's make fragment (ports/stm32/port_config.mk, ports/mimxrt/port_config.mk, ports/alif/alif.mk) behind
# common/micropy.mk, with camtls as a folder of the tree. Of the board's board_config.mk it wants
#
#   MICROPY_PY_CAMTLS = 1, MICROPY_PY_SSL = 0, MICROPY_SSL_MBEDTLS = 0
#
# and in its manifest.py include("$(CAMTLS_DIR)/port/modules") in the place of require("ssl").

ifeq ($(MICROPY_PY_CAMTLS), 1)
CAMTLS_DIR ?= camtls
MBEDTLS_DIR ?= $(TOP_DIR)/$(CAMTLS_DIR)/build/src/mbedtls

# The target of Rust and the chip's feature, by port and processor.
CAMTLS_TARGET_stm32 := $(if $(filter cortex-m55,$(CPU)),thumbv8m.main-none-eabihf,thumbv7em-none-eabihf)
CAMTLS_TARGET_mimxrt := thumbv7em-none-eabihf
CAMTLS_TARGET_alif := thumbv8m.main-none-eabihf
CAMTLS_CHIP_stm32 := $(if $(filter STM32N6%,$(MCU)),stm32n6,$(if $(filter STM32H743% STM32H747%,$(MCU)),stm32h7))
CAMTLS_CHIP_mimxrt := $(if $(filter MIMXRT1062%,$(MCU)),imxrt1062)
CAMTLS_CHIP_alif := alif
CAMTLS_TARGET := $(CAMTLS_TARGET_$(PORT))
# Unset it to have everything computed by the processor.
CAMTLS_CHIP ?= $(CAMTLS_CHIP_$(PORT))
CAMTLS_LIB := $(TOP_DIR)/$(CAMTLS_DIR)/build/$(CAMTLS_TARGET)/libcamtls.a

# MicroPython's build reads the modules' names and strings by itself (USER_C_MODULES); its objects of them are left out of
# libmicropython.a, as those of all of OpenMV's modules.
CAMTLS_SRC := $(patsubst $(TOP_DIR)/%,%,$(wildcard $(TOP_DIR)/$(CAMTLS_DIR)/port/*.c)) $(CAMTLS_DIR)/port/openmv/$(PORT)/board.c
OMV_FIRM_OBJ += $(addprefix $(BUILD)/, $(CAMTLS_SRC:.c=.o))
$(BUILD)/$(CAMTLS_DIR)/port/%.o: override CFLAGS += -I$(TOP_DIR)/$(CAMTLS_DIR)/include -I$(TOP_DIR)/$(CAMTLS_DIR)/port

# hashlib and cryptolib take the archive's Mbed TLS.
MPY_CFLAGS += -DMICROPY_PY_CAMTLS=1 -DMICROPY_SSL_MBEDTLS=1 -DCAMTLS_PRIMITIVES -DMBEDTLS_CONFIG_FILE='"camtls_mbedtls_config.h"'
MPY_CFLAGS += -I$(TOP_DIR)/$(CAMTLS_DIR)/src/engine/mbedtls/include -I$(MBEDTLS_DIR)/include
MPY_MKARGS += MICROPY_PY_SSL=0 MBEDTLS_DIR=$(MBEDTLS_DIR) CAMTLS_LIB=$(CAMTLS_LIB)

LIBS += $(CAMTLS_LIB)
$(OMV_FIRM_OBJ): | $(CAMTLS_LIB)
$(CAMTLS_LIB):
	$(MAKE) -C $(TOP_DIR)/$(CAMTLS_DIR) lib TARGET=$(CAMTLS_TARGET) CHIP=$(CAMTLS_CHIP) CPU= MCU=
endif
