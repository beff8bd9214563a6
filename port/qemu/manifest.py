# Python modules in the firmware.
freeze("modules")
include("$(MPY_DIR)/extmod/asyncio")
include("../modules")
