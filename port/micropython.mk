# camtls as a user C module of MicroPython: the modules ssl and tls.
#
# Found by USER_C_MODULES=<camtls>, and through <camtls>/micropython.mk by USER_C_MODULES=<the folder that holds camtls>.
# Build MicroPython with MICROPY_PY_SSL=0. Variables:
#
#   CAMTLS_LIB    the archive of `make lib` (build/<triple>/libcamtls.a). LDFLAGS_USERMOD carries it to the link; a port that
#                 ignores these flags (stm32, mimxrt, alif) appends $(CAMTLS_LIB) to its LIBS.
#   CAMTLS_FEATURES  what the archive was built with (make lib FEATURES=…): of dtls the modules have a part.
#   CAMTLS_OPERATIONS  0 leaves out what a camera in operation needs beside connections (README, Features). With it the firmware
#                 freezes port/modules too: include("<camtls>/port/modules") in its manifest.
#   MBEDTLS_DIR   the Mbed TLS source that the archive was built from: its headers are for hashlib and cryptolib.

CAMTLS_PORT := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
CAMTLS_TOP := $(patsubst %/,%,$(dir $(CAMTLS_PORT)))
MBEDTLS_DIR ?= $(CAMTLS_TOP)/build/src/mbedtls

SRC_USERMOD_C += $(addprefix $(CAMTLS_PORT)/, \
	modtls.c \
	sslcontext.c \
	sslsession.c \
	signer.c \
	sslsocket.c \
	sslstream.c \
	handshake.c \
	traffic.c \
	blob.c \
	files.c \
	identity.c \
	keys.c \
	certificate.c \
	operations.c \
	errors.c \
	platform.c \
	)

CFLAGS_USERMOD += -I$(CAMTLS_TOP)/include
ifneq ($(findstring dtls,$(CAMTLS_FEATURES)),)
CFLAGS_USERMOD += -DMODTLS_DTLS=1
endif
ifeq ($(CAMTLS_OPERATIONS),0)
CFLAGS_USERMOD += -DMODTLS_OPERATIONS=0
endif

# MICROPY_PY_SSL=0 takes Mbed TLS away from hashlib and cryptolib; they get the archive's. A build that names a configuration
# file of its own says there what mpconfigcamtls.h says. -U: some ports say 0 on the command line.
CFLAGS_USERMOD += -UMICROPY_SSL_MBEDTLS -DMICROPY_SSL_MBEDTLS=1 -DCAMTLS_PRIMITIVES -DMBEDTLS_CONFIG_FILE='"camtls_mbedtls_config.h"'
CFLAGS_USERMOD += -I$(CAMTLS_TOP)/src/engine/mbedtls/include -I$(MBEDTLS_DIR)/include
ifeq ($(MP_CONFIGFILE)$(findstring MP_CONFIGFILE,$(CFLAGS) $(CFLAGS_EXTRA)),)
CFLAGS_USERMOD += -DMP_CONFIGFILE='"$(abspath $(CAMTLS_PORT))/mpconfigcamtls.h"'
endif

LDFLAGS_USERMOD += $(CAMTLS_LIB)
