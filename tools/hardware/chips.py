"""The chips: which units lie where, behind which clocks, and what their image is made for."""

import dataclasses

from models.bsec_n6 import Bsec
from models.bus import Bus
from models.clocks import N6, Ccm, H7
from models.cryp_n6 import Cryp
from models.dcp import Dcp
from models.hash_n6 import Hash
from models.rng_h7 import Rng
from models.rng_n6 import RngN6
from models.saes_n6 import Saes
from models.trng_rt1060 import Trng


def stm32n6():
    clocks = N6(0x56028000)
    units = {"RNG": RngN6(0x54020000, clocks.of("RNG")), "HASH": Hash(0x54020400, clocks.of("HASH")), "CRYP": Cryp(0x54020800, clocks.of("CRYP"))}
    units["BSEC"] = Bsec(0x56009000, clocks.of("BSEC"))
    units["SAES"] = Saes(0x54021000, clocks.of("SAES"), units["RNG"], bsec=units["BSEC"])
    clocks.units = units
    return Bus(clocks, *units.values())


def stm32h7():
    clocks = H7(0x58024400)
    rng = Rng(0x48021800, clocks.of("RNG"), clocks.kernel)
    clocks.units = {"RNG": rng}
    return Bus(clocks, rng)


def imxrt1062():
    clocks = Ccm(0x400FC000)
    return Bus(clocks, Trng(0x400CC000, clocks.of("TRNG")), Dcp(0x402FC000, clocks.of("DCP")))


def alif():
    return Bus()


@dataclasses.dataclass(frozen=True)
class Chip:
    name: str
    bus: object
    core: str
    hashes: tuple = ()
    ciphers: tuple = ()
    cached: bool = False
    services: bool = False


CHIPS = [
    Chip("stm32n6", stm32n6, "M33", (1, 224, 256, 384, 512), (128, 192, 256)),
    Chip("stm32h7", stm32h7, "M7"),
    Chip("imxrt1062", imxrt1062, "M7", (1, 256), (128,), cached=True),
    Chip("alif", alif, "M33", services=True),
]


def unit(bus, name):
    return next((unit for unit in bus.units if unit.NAME == name), None)
