# For USER_C_MODULES=<camtls> in ports that build with CMake.
include(${CMAKE_CURRENT_LIST_DIR}/port/micropython.cmake)
