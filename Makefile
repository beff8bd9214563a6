# The only entry to building, testing and trying camtls: `make help` lists the targets.
#
# Everything made goes below build/. Variables that a caller may set: TARGET, CHIP, FEATURES (make lib), BOARD (make
# firmware, make repl), LIMBO, PROFILE (make limbo, make handshakes), FUZZ, FUZZ_SECONDS (make fuzz), MICROPYTHON_DIR and
# MBEDTLS_DIR (other source trees), MBEDTLS_DIRS (make test-mbedtls), JOBS.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

JOBS ?= $(shell nproc 2>/dev/null || echo 2)
TOP := $(CURDIR)

# ---- sources ----------------------------------------------------------------------------------------------------

FETCHED := $(TOP)/build/src
MICROPYTHON_DIR ?= $(FETCHED)/micropython
MBEDTLS_DIR ?= $(FETCHED)/mbedtls
override MICROPYTHON_DIR := $(abspath $(MICROPYTHON_DIR))
override MBEDTLS_DIR := $(abspath $(MBEDTLS_DIR))
export MICROPYTHON_DIR MBEDTLS_DIR

# ---- what is built ----------------------------------------------------------------------------------------------

export CARGO_TARGET_DIR := $(TOP)/build/cargo
# The day of the last commit: a clock before it is unset. A day, so that not every commit builds everything again.
SOURCE_DATE_EPOCH ?= $(shell t=$$(git log -1 --format=%ct 2>/dev/null || date -r Cargo.toml +%s); echo $$((t / 86400 * 86400)))
export SOURCE_DATE_EPOCH

HOST_TARGET := $(shell uname -m)-unknown-linux-gnu
TARGET ?= $(HOST_TARGET)
CHIP ?=
# For this machine, where flash costs nothing, with datagrams.
FEATURES ?= $(if $(filter $(HOST_TARGET),$(TARGET)),dtls)
comma := ,
ARCHIVE_FEATURES := $(if $(FEATURES),$(FEATURES))$(if $(and $(FEATURES),$(CHIP)),$(comma))$(if $(CHIP),chip-$(CHIP))

BOARD ?= MPS2_AN500
BOARDS := unix MPS2_AN500 MPS3_AN547
ifeq ($(filter $(BOARD),$(BOARDS)),)
$(error BOARD=$(BOARD) is none of: $(BOARDS))
endif
# What a board's archive has, given or by default.
features_of = $(if $(filter file,$(origin FEATURES)),$(if $(filter unix,$(1)),dtls),$(FEATURES))
target_of_unix := $(HOST_TARGET)
target_of_MPS2_AN500 := thumbv7em-none-eabihf
target_of_MPS3_AN547 := thumbv8m.main-none-eabihf

# The programs that tests and tools run.
export FIRMWARE_UNIX := $(TOP)/build/firmware/unix/micropython
export FIRMWARE_MPS2_AN500 := $(TOP)/build/firmware/MPS2_AN500/firmware.elf
export FIRMWARE_MPS3_AN547 := $(TOP)/build/firmware/MPS3_AN547/firmware.elf
firmware_of_unix := $(FIRMWARE_UNIX)
firmware_of_MPS2_AN500 := $(FIRMWARE_MPS2_AN500)
firmware_of_MPS3_AN547 := $(FIRMWARE_MPS3_AN547)
export CAMTLS_HOST_LIB := $(TOP)/build/$(HOST_TARGET)/libcamtls.a
# Python with what the tests need (pyserial), beside the system's.
export PYTHON := $(TOP)/build/venv/bin/python3

# ---- targets ----------------------------------------------------------------------------------------------------

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-zA-Z_-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: deps
deps: ## install and fetch what is missing: packages, Python environment, sources of MicroPython and Mbed TLS
	@tools/deps.sh library arm emulator test hardware
	@$(MAKE) sources

# One source tree: fetched where the variable still names the default place, else only looked at.
.PHONY: sources sources-mbedtls sources-micropython
sources: sources-mbedtls sources-micropython
sources-mbedtls:
	@tools/sources.sh mbedtls "$(MBEDTLS_DIR)" "$(FETCHED)"
sources-micropython:
	@tools/sources.sh micropython "$(MICROPYTHON_DIR)" "$(FETCHED)"

.PHONY: lib
lib: ## TARGET=<triple> CHIP=<chip> FEATURES=<feature,…>: the archive build/<triple>/libcamtls.a
	@tools/deps.sh library $(if $(filter thumb%,$(TARGET)),arm)
	@$(MAKE) sources-mbedtls
	@tools/build-lib.sh $(TARGET) '$(ARCHIVE_FEATURES)'

.PHONY: firmware
firmware: firmware-$(BOARD) ## BOARD=MPS2_AN500|MPS3_AN547|unix: MicroPython with camtls as ssl and tls

.PHONY: $(BOARDS:%=firmware-%)
$(BOARDS:%=firmware-%): firmware-%:
	@tools/deps.sh library $(if $(filter unix,$*),,arm)
	@$(MAKE) sources
	@$(MAKE) lib TARGET=$(target_of_$*)
	@CAMTLS_FEATURES='$(call features_of,$*)' tools/build-firmware.sh $* "$(TOP)/build/$(target_of_$*)/libcamtls.a" "$(firmware_of_$*)" $(JOBS)

.PHONY: repl
repl: firmware-$(BOARD) ## BOARD=…: the REPL of that firmware, emulated or on this machine (leave with Ctrl-A X, or Ctrl-D on unix)
	@$(if $(filter unix,$(BOARD)),,tools/deps.sh emulator)
	@tools/repl.sh $(BOARD) "$(firmware_of_$(BOARD))"

.PHONY: header
header: ## include/camtls.h from src/ffi and the error catalogue
	@tools/deps.sh library
	@$(MAKE) sources-mbedtls
	@tools/generate.sh header >build/camtls.h
	@cmp -s build/camtls.h include/camtls.h || cp build/camtls.h include/camtls.h
	@echo "header: include/camtls.h"

.PHONY: docs
docs: ## docs/errors.md from the error catalogue
	@tools/deps.sh library
	@$(MAKE) sources-mbedtls
	@mkdir -p docs && tools/generate.sh errors >build/errors.md && cp build/errors.md docs/errors.md
	@echo "docs: docs/errors.md"

# ---- checks and tests: tools/steps.py runs targets and sums what they count -----------------------------------------

CHECKS := format clippy header header-compiles dependencies layers tree errors-page reference allocation openmv transcript

.PHONY: check
check: ## format, clippy, header, unused dependencies, layers and unsafe zones, allocation, texts that must be fresh
	@tools/deps.sh library arm test
	@$(MAKE) sources-mbedtls
	@tools/steps.py $(CHECKS:%=one:check-%)

.PHONY: $(CHECKS:%=check-%)
$(CHECKS:%=check-%): check-%:
	@tools/check/$*

.PHONY: link-check
link-check: ## link the archive with each OpenMV board's own compiler flags, with and without its chip's feature; prints flash and RAM
	@tools/deps.sh library arm
	@$(MAKE) sources
	@$(MAKE) lib TARGET=thumbv7em-none-eabihf
	@$(MAKE) lib TARGET=thumbv8m.main-none-eabihf
	@for chip in stm32h7 imxrt1062; do \
		CAMTLS_ARCHIVE=build/link-check/$$chip/libcamtls.a $(MAKE) lib TARGET=thumbv7em-none-eabihf CHIP=$$chip || exit 1; done
	@for chip in stm32n6 alif; do \
		CAMTLS_ARCHIVE=build/link-check/$$chip/libcamtls.a $(MAKE) lib TARGET=thumbv8m.main-none-eabihf CHIP=$$chip || exit 1; done
	@tools/link-check/run

.PHONY: size
size: ## flash by part and by Cargo feature, static RAM, surviving panic sites
	@$(MAKE) link-check >build/link-check.log || { cat build/link-check.log; exit 1; }
	@tools/link-check/size

# The firmware first: the demo needs it, and check compares the demo's transcript.
TESTS := $(BOARDS:%=one:firmware-%) one:demo tests:check tests:test-rust tests:test-abi tests:test-limbo tests:link-check \
	tests:test-hardware tests:test-trial tests:test-mpy tests:test-operations tests:test-dtls tests:upstream-tests

.PHONY: test
test: ## set everything up and run all tests; the last line is `N passed, N failed`
	@$(MAKE) deps
	@CAMTLS_BUILT=1 tools/steps.py $(TESTS)

# What a test of the firmware needs first, unless it is there as in `make test`.
FIRMWARES = $(if $(CAMTLS_BUILT),,$(BOARDS:%=firmware-%))

.PHONY: test-rust
test-rust: ## unit tests of the Rust code, on this machine
	@tools/deps.sh library
	@$(MAKE) sources-mbedtls
	@cargo test --locked --workspace --features host

.PHONY: test-abi
test-abi: ## the C ABI driven through the header by a C program, under AddressSanitizer
	@tools/deps.sh test
	@$(MAKE) lib
	@$(MAKE) -C tests test CAMTLS_LIB="$(CAMTLS_HOST_LIB)" BUILD="$(TOP)/build/tests" FEATURES=$(FEATURES)

# Trees that a person has: none is fetched for this.
MBEDTLS_DIRS ?=

.PHONY: test-mbedtls
test-mbedtls: ## MBEDTLS_DIRS="<tree> …": the library with each of these trees of Mbed TLS: its warning, the C ABI's tests, a camera's
	@tools/deps.sh library arm test emulator
	@$(MAKE) sources-micropython
	@$(PYTHON) tools/test-mbedtls.py $(MBEDTLS_DIRS)

.PHONY: test-limbo
test-limbo: ## certificate verification on the cases that the project makes itself, alone and in handshakes
	@$(MAKE) limbo LIMBO=
	@$(MAKE) handshakes LIMBO=

CHIPS := stm32n6 stm32h7 imxrt1062 alif

.PHONY: hardware-images
hardware-images:
	@tools/deps.sh library arm hardware
	@$(MAKE) sources-mbedtls
	@mkdir -p build/hardware
	@for chip in $(CHIPS); do tools/build-hardware.sh $$chip >build/hardware/$$chip.log 2>&1 || { tail -n 30 build/hardware/$$chip.log; exit 1; }; done

.PHONY: test-hardware
test-hardware: hardware-images ## the chips' backends as thumb code in an emulated processor, against models of their units
	@$(PYTHON) tools/hardware/run.py

.PHONY: cost
cost: hardware-images ## hashing and AES-GCM on each chip, a KB and a handshake: counted in the emulator, and an ESTIMATE of cycles from that
	@$(PYTHON) tools/hardware/run.py --cost

.PHONY: test-mpy
test-mpy: $(FIRMWARES) ## mpy-tests through the REPL of the unix and QEMU firmware
	@tools/deps.sh test emulator
	@$(PYTHON) tools/run-tests.py

.PHONY: test-operations
test-operations: $(FIRMWARES) ## keys, expiry, rotation, the clock, troubleshooting: on the unix firmware and the emulated Cortex-M7
	@tools/deps.sh test emulator
	@$(PYTHON) tools/run-tests.py --board unix --board MPS2_AN500 mpy-tests/operations/*.py docs/operations.md

.PHONY: soak
soak: ## 500 connections with each real peer, unix and the emulated Cortex-M7, and the heap afterwards; a megabyte each way
	@$(MAKE) deps
	@$(MAKE) firmware-unix
	@$(MAKE) firmware-MPS2_AN500
	@$(PYTHON) tools/run-tests.py --soak --board unix --board MPS2_AN500

# A camera's archive has no DTLS by default: the emulated Cortex-M7 gets a firmware of its own for it.
FIRMWARE_DTLS := $(TOP)/build/firmware/MPS2_AN500-dtls/firmware.elf

.PHONY: test-dtls
test-dtls: ## DTLS on the emulated Cortex-M7, over datagrams in memory
	@tools/deps.sh library arm test emulator
	@$(MAKE) sources
	@CAMTLS_ARCHIVE=build/dtls/libcamtls.a $(MAKE) lib TARGET=thumbv7em-none-eabihf FEATURES=dtls
	@CAMTLS_FEATURES=dtls tools/build-firmware.sh MPS2_AN500 "$(TOP)/build/dtls/libcamtls.a" "$(FIRMWARE_DTLS)" $(JOBS)
	@FIRMWARE_MPS2_AN500="$(FIRMWARE_DTLS)" $(PYTHON) tools/run-tests.py --board MPS2_AN500 mpy-tests/extmod/dtls_*.py

# A unit in software behind the drivers' traits, so that handshakes go the way that they go on a chip.
FIRMWARE_TRIAL := $(TOP)/build/firmware/MPS2_AN500-trial/firmware.elf

.PHONY: test-trial
test-trial: ## handshakes through the routing to a chip's unit, which fails now and then, on the emulated Cortex-M7
	@tools/deps.sh library arm test emulator
	@$(MAKE) sources
	@CAMTLS_ARCHIVE=build/trial/libcamtls.a $(MAKE) lib TARGET=thumbv7em-none-eabihf CHIP=trial
	@tools/build-firmware.sh MPS2_AN500 "$(TOP)/build/trial/libcamtls.a" "$(FIRMWARE_TRIAL)" $(JOBS)
	@FIRMWARE_MPS2_AN500="$(FIRMWARE_TRIAL)" $(PYTHON) tools/run-tests.py --board MPS2_AN500 mpy-tests/hardware/trial_*.py \
		mpy-tests/repl/hardware_check_pasted.py \
		mpy-tests/extmod/sslsocket_handshake.py mpy-tests/extmod/hashlib_cryptolib.py mpy-tests/extmod/random_source_error.py

.PHONY: upstream-tests
upstream-tests: $(FIRMWARES) ## MicroPython's own tests on the unix and QEMU firmware; what differs is in tools/upstream/expected.txt
	@tools/deps.sh test emulator
	@$(PYTHON) tools/upstream/run.py

.PHONY: limbo
LIMBO ?=
PROFILE ?= default
# Cases have clocks of their own, earlier than this build.
LIMBO_RUN = SOURCE_DATE_EPOCH=0 cargo run --locked --quiet --release -p limbo -- --profile $(PROFILE)
limbo: ## LIMBO=<file> PROFILE=default|strict: run an x509-limbo file through the verification
	@tools/deps.sh library
	@$(MAKE) sources-mbedtls
	@$(LIMBO_RUN) $(LIMBO)

.PHONY: handshakes
handshakes: ## LIMBO=<file> PROFILE=default|strict: the same chains in handshakes of TLS 1.2 and 1.3
	@tools/deps.sh library
	@$(MAKE) sources-mbedtls
	@$(LIMBO_RUN) --handshakes $(LIMBO)

.PHONY: fuzz
FUZZ_SECONDS ?= 5
FUZZ ?= loader certificate listing hostname constraints path revocation handshake datagram slot request answer
fuzz: ## FUZZ_SECONDS=600 FUZZ="path …": each fuzz target for so many seconds, from what it found before
	@tools/deps.sh library
	@$(MAKE) sources-mbedtls
	@tools/fuzz.sh $(FUZZ_SECONDS) $(FUZZ)

.PHONY: vectors
vectors: ## Wycheproof's vectors over the assembly for P-256, P-384, AES-GCM and ChaCha20-Poly1305, on the emulated Cortex-M7
	@tools/deps.sh library arm emulator
	@$(MAKE) sources-mbedtls
	@CARGO_TARGET_DIR=$(TOP)/build/cargo/archive tools/vectors/run.sh

.PHONY: demo
demo: ## the main job: a verified connection of the emulated camera, and ten refusals
	@$(MAKE) deps
	@$(MAKE) firmware-unix
	@$(MAKE) firmware-MPS2_AN500
	@$(PYTHON) tools/demo.py

.PHONY: bench
bench: ## ours beside MicroPython's own ssl on the emulated Cortex-M7: instructions, heap, stack, flash; build/bench.svg
	@$(MAKE) deps
	@$(MAKE) firmware-MPS2_AN500
	@$(PYTHON) tools/bench/run.py

.PHONY: clean
clean: ## remove build/ but keep the fetched sources (make clean-all removes them too)
	@mkdir -p build && find build -mindepth 1 -maxdepth 1 ! -name src ! -name download ! -name apt -exec rm -rf {} +
	@echo "clean: build/ holds only the fetched sources"

.PHONY: clean-all
clean-all: ## remove build/
	@rm -rf build
