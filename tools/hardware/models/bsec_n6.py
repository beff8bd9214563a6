"""BSEC of the STM32N6, of which one thing is asked: whether the device has a key of its own that SAES may use. Written with the driver's
source at hand, unlike the others."""

from models.bus import Rule, Unit

CMSIS = "STMicroelectronics/cmsis-device-n6 Include/stm32n657xx.h: BSEC_TypeDef, BSEC_SR_HVALID"
HAL = "STMicroelectronics/stm32n6xx-hal-driver Inc/stm32n6xx_hal_bsec.h: HAL_BSEC_DHUK_VALID"
HVALID = 1 << 1


class Bsec(Unit):
    NAME = "BSEC"
    SIZE = 0x1000
    REGISTERS = {0xE40: "SR"}
    RULES = {
        "clock": Rule("The unit is used with its clock on.", "STMicroelectronics/stm32n6xx-hal-driver Inc/stm32n6xx_hal_rcc.h: __HAL_RCC_BSEC_CLK_ENABLE"),
        "register": Rule("Nothing of the unit is touched but SR.", CMSIS),
        "width": Rule("A register is read as the 32-bit word that it is declared as.", CMSIS),
        "status": Rule("SR is only read.", CMSIS),
        "valid": Rule("SR has HVALID in bit 1: the DHUK can be used in SAES.", CMSIS + "; " + HAL),
    }
    PLAIN = ("SR",)

    def reset(self):
        self.valid = True

    def load(self, register, offset):
        # Closed and unlocked, as chips are delivered.
        return 0xD << 26 | (HVALID if self.valid else 0)

    def store(self, register, offset, value):
        self.refuse("status", register)
