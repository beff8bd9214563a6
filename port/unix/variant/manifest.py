# Python modules in the program.
include("$(MPY_DIR)/extmod/asyncio")
include("../../modules")
