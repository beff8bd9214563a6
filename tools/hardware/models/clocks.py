"""The clock gates of the units: a unit whose clock is off is not to be touched."""

from models.bus import Rule, Unit

ST_N6 = "STMicroelectronics/cmsis-device-n6 Include/stm32n657xx.h: RCC_TypeDef, RCC_AHB3ENR, RCC_AHB3ENSR, RCC_AHB3ENCR"
ST_H7 = "STMicroelectronics/cmsis-device-h7 Include/stm32h743xx.h: RCC_TypeDef, RCC_AHB2ENR, RCC_CR"
NXP = "nxp-mcuxpresso/mcux-sdk devices/MIMXRT1062/drivers/fsl_clock.h: kCLOCK_Dcp, kCLOCK_Trng, CLOCK_ControlGate"
NXP_H = "nxp-mcuxpresso/mcux-sdk devices/MIMXRT1062/MIMXRT1062.h: CCM_Type"

ST_N6_BUS = "STMicroelectronics/stm32n6xx-hal-driver Inc/stm32n6xx_ll_bus.h: LL_AHB3_GRP1_EnableClock, LL_AHB3_GRP1_ForceReset and their counterparts"
ST_H7_RCC = "STMicroelectronics/stm32h7xx-hal-driver Inc/stm32h7xx_hal_rcc.h: __HAL_RCC_RNG_CLK_ENABLE, __HAL_RCC_HSI48_ENABLE"


def common(registers, words):
    """Rules that hold for each: `registers` shows which are needed for a unit's clock, `words` how they are declared."""
    return {
        "register": Rule("A unit's clock and its reset need these registers alone: no other one is touched.", registers),
        "width": Rule("A register is read and written as the 32-bit word that it is declared as.", words),
    }



class Gates(Unit):
    """Bits of registers that stand for units. A unit's reset bit puts it back to its reset values."""

    NAME = "RCC"
    SIZE = 0x2000
    PLAIN = ()

    def __init__(self, base):
        self.units = {}
        super().__init__(base)

    def of(self, unit):
        """What a model asks whether its clock is on."""
        return lambda: self.on(unit)

    def on(self, unit):
        raise NotImplementedError


class N6(Gates):
    """RCC of the STM32N6: the gates of AHB3, each with a register to set and one to clear."""

    RULES = {
        **common(ST_N6_BUS, ST_N6),
        "gates": Rule("AHB3ENR has RNG in bit 0, HASH in 1, CRYP in 2, SAES in 4; a one in AHB3ENSR sets, in AHB3ENCR clears.", ST_N6),
        "resets": Rule("AHB3RSTR resets units by the same bits; AHB3RSTSR sets, AHB3RSTCR clears.", ST_N6),
        "bsec": Rule("APB4HENR (APB4ENR2 in ST's header) has BSEC in bit 1; APB4HENSR sets, APB4HENCR clears.", ST_N6 + "; RCC_APB4ENR2_BSECEN"),
    }
    REGISTERS = {
        0x218: "AHB3RSTR", 0xA18: "AHB3RSTSR", 0x1218: "AHB3RSTCR", 0x258: "AHB3ENR", 0xA58: "AHB3ENSR", 0x1258: "AHB3ENCR",
        0x278: "APB4HENR", 0xA78: "APB4HENSR", 0x1278: "APB4HENCR",
    }
    BITS = {"RNG": 0, "HASH": 1, "CRYP": 2, "SAES": 4}

    def reset(self):
        self.values = {"AHB3ENR": 0, "AHB3RSTR": 0, "APB4HENR": 0}

    def on(self, unit):
        if unit == "BSEC":
            return bool(self.values["APB4HENR"] & 2)
        bit = 1 << self.BITS[unit]
        return bool(self.values["AHB3ENR"] & bit) and not self.values["AHB3RSTR"] & bit

    def load(self, register, offset):
        return self.values[register[:-2] + "R" if register.endswith(("SR", "CR")) else register]

    def store(self, register, offset, value):
        if register.endswith("SR"):
            plain = register[:-2] + "R"
            value |= self.values[plain]
        elif register.endswith("CR"):
            plain = register[:-2] + "R"
            value = self.values[plain] & ~value
        else:
            plain = register
        self.values[plain] = value
        if plain == "AHB3RSTR":
            for name, bit in self.BITS.items():
                if value >> bit & 1 and name in self.units:
                    self.units[name].reset()


class H7(Gates):
    """RCC of the STM32H743. The firmware has the generator's own clock, HSI48, running: it needs it for USB too."""

    RULES = {
        **common(ST_H7_RCC, ST_H7),
        "gates": Rule("AHB2ENR has the RNG in bit 6; the first core's alias C1_AHB2ENR is the same gate.", ST_H7),
        "resets": Rule("AHB2RSTR resets the RNG by bit 6.", ST_H7),
        "kernel": Rule("The RNG's own clock is HSI48 after reset (D2CCIP2R.RNGSEL 0), which RCC_CR.HSI48ON starts.", ST_H7),
    }
    REGISTERS = {0x00: "CR", 0x54: "D2CCIP2R", 0x84: "AHB2RSTR", 0xDC: "AHB2ENR", 0x13C: "C1_AHB2ENR"}
    SIZE = 0x400

    def reset(self):
        self.values = {"CR": 0x3025, "D2CCIP2R": 0, "AHB2RSTR": 0, "AHB2ENR": 0}

    def on(self, unit):
        return bool(self.values["AHB2ENR"] >> 6 & 1) and not self.values["AHB2RSTR"] >> 6 & 1

    def kernel(self):
        return bool(self.values["CR"] >> 12 & 1) if self.values["D2CCIP2R"] >> 8 & 3 == 0 else True

    def load(self, register, offset):
        return self.values[register.removeprefix("C1_")]

    def store(self, register, offset, value):
        if register == "CR":
            value = value & ~(1 << 13) | (value >> 12 & 1) << 13
        self.values[register.removeprefix("C1_")] = value
        if register == "AHB2RSTR" and value >> 6 & 1 and "RNG" in self.units:
            self.units["RNG"].reset()


class Ccm(Gates):
    """CCM of the i.MX RT1060: two bits a gate, 0 is off, 3 is on in all modes."""

    NAME = "CCM"
    SIZE = 0x100
    RULES = {
        **common(NXP, NXP_H),
        "gates": Rule("DCP is gate 5 of CCGR0, TRNG gate 6 of CCGR6; a gate of 0 is off.", NXP),
    }
    REGISTERS = {0x68 + 4 * number: f"CCGR{number}" for number in range(8)}
    BITS = {"DCP": ("CCGR0", 10), "TRNG": ("CCGR6", 12)}

    def reset(self):
        self.values = {name: 0xFFFFFFFF for name in self.REGISTERS.values()}
        for register, shift in self.BITS.values():
            self.values[register] &= ~(3 << shift)

    def on(self, unit):
        register, shift = self.BITS[unit]
        return self.values[register] >> shift & 3 != 0

    def load(self, register, offset):
        return self.values[register]

    def store(self, register, offset, value):
        self.values[register] = value
