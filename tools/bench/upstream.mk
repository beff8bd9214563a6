# Added to port/qemu's makefile (FRAGMENTS, with CAMTLS=0): MicroPython's own ssl as its stm32 port builds it, with that port's
# configuration, over the same Mbed TLS that ours is made from.

override MICROPY_PY_SSL := 1
MICROPY_SSL_MBEDTLS := 1
MBEDTLS_DIR ?= $(CAMTLS_TOP)/build/src/mbedtls
# Debian's MicroPython would link the system's Mbed TLS.
override LDFLAGS_EXTMOD :=

# The stm32 port has these three with ssl, and the allocator that Mbed TLS gets.
CFLAGS_EXTRA += -DMICROPY_PY_HASHLIB_MD5=1 -DMICROPY_PY_HASHLIB_SHA1=1 -DMICROPY_PY_CRYPTOLIB=1 -DMICROPY_TRACKED_ALLOC=1
CFLAGS_EXTRA += -DMBEDTLS_CONFIG_FILE='"ports/stm32/mbedtls/mbedtls_config_port.h"' -I$(MBEDTLS_DIR)/include

SRC_C += tools/bench/upstream_port.c
SRC_THIRDPARTY_C += \
	lib/mbedtls_errors/mp_mbedtls_errors.c \
	$(patsubst $(MBEDTLS_DIR)/%,%,$(filter-out %/error.c,$(wildcard $(MBEDTLS_DIR)/library/*.c)))

vpath %.c $(MBEDTLS_DIR)
