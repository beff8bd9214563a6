"""OpenMV's boards as their firmware compiles and links, and what the archive may ask of them."""

import dataclasses

COMMON = ["-mthumb", "-mfloat-abi=hard", "-fsingle-precision-constant", "-Os", "-ffunction-sections", "-fdata-sections"]


@dataclasses.dataclass(frozen=True)
class Board:
    """One way in which boards are built."""

    name: str
    boards: str
    target: str
    flags: tuple[str, ...]
    # The chip's feature without its chip-.
    chip: str


# Source: the boards' make fragments in OpenMV's firmware (v5), and MicroPython's ports stm32, mimxrt and alif.
BOARDS = [
    Board("H7", "OpenMV Cam H7, H7 Plus, Pure Thermal, Portenta H7, Giga, Nicla Vision", "thumbv7em-none-eabihf", ("-mcpu=cortex-m7", "-mfpu=fpv5-sp-d16"), "stm32h7"),
    Board("RT1062", "OpenMV Cam RT1062", "thumbv7em-none-eabihf", ("-mcpu=cortex-m7", "-mfpu=fpv5-d16"), "imxrt1062"),
    Board("N6", "OpenMV N6", "thumbv8m.main-none-eabihf", ("-mcpu=cortex-m55", "-mfpu=fpv5-d16", "-mcmse"), "stm32n6"),
    Board("AE3", "OpenMV AE3", "thumbv8m.main-none-eabihf", ("-march=armv8.1-m.main+dsp+mve.fp+fp.dp", "-mtune=cortex-m55", "-mfpu=auto"), "alif"),
]

# What a firmware has anyway: MicroPython's own libc (shared/libc, lib/libm) or newlib.
LIBC = {"memchr", "memcmp", "memcpy", "memmove", "memset", "strchr", "strcmp", "strlen", "strncmp", "strstr"}

# The compiler's run-time library, which every firmware links.
LIBGCC = ("__aeabi_", "__gnu_", "__clz", "__ctz", "__popcount", "__bswap")

# Names that an archive linked into a firmware may define without stepping on anyone.
OWN_PREFIXES = ("camtls_", "_critical_section_1_0_", "mbedtls_", "psa_", "_ZN", "_R", "__rustc", "rust_", "__rust", "P256_", "p256_", "tls_prf_", "ssl_")

# What the crates with a chip's registers define: whether somebody took them. Nobody does, and the linker drops it.
REGISTERS = {"CORE_PERIPHERALS", "DEVICE_PERIPHERALS"}

# What must not be reachable: the paths on which an allocation that fails ends the program, and text formatting.
FORBIDDEN = ["__rust_alloc", "__rust_realloc", "__rg_alloc", "alloc_error_handler", "handle_alloc_error", "capacity_overflow"]

# Imports of the header that an archive may leave alone: what asks for them depends on its features.
OPTIONAL_IMPORTS = {"camtls_port_device_key", "camtls_port_milliseconds"}
# A chip whose generator is the library's own is not asked for randomness; services are another chip's.
OWN_GENERATOR = {"stm32h7", "imxrt1062", "stm32n6"}
RANDOM = {"camtls_port_random"}
SERVICES = {"camtls_port_services", "camtls_port_service_sha256", "camtls_port_service_gcm"}
