# For USER_C_MODULES=<the folder that holds camtls>, as OpenMV's build has it; USER_C_MODULES=<camtls> finds port/ itself.
include $(dir $(lastword $(MAKEFILE_LIST)))port/micropython.mk
