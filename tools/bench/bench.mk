# Added to port/qemu's makefile (FRAGMENTS): module bench, in a firmware with ours or with MicroPython's own ssl.

SRC_C += tools/bench/modbench.c tools/bench/primitives.c
ifneq ($(CAMTLS),1)
LDFLAGS += -Wl,--wrap=m_tracked_calloc,--wrap=m_tracked_free
endif
