# camtls as a user C module of a MicroPython port that builds with CMake: what micropython.mk is to the others.
#
# USER_C_MODULES=<camtls>/port/micropython.cmake (or <camtls>, for the file of that name there), CAMTLS_LIB, CAMTLS_FEATURES, CAMTLS_OPERATIONS and
# MBEDTLS_DIR as in micropython.mk. The port must not compile its own ssl: MICROPY_PY_SSL off.

get_filename_component(CAMTLS_TOP ${CMAKE_CURRENT_LIST_DIR}/.. ABSOLUTE)
if(NOT DEFINED MBEDTLS_DIR)
    set(MBEDTLS_DIR ${CAMTLS_TOP}/build/src/mbedtls)
endif()

add_library(usermod_camtls INTERFACE)

target_sources(usermod_camtls INTERFACE
    ${CMAKE_CURRENT_LIST_DIR}/modtls.c
    ${CMAKE_CURRENT_LIST_DIR}/sslcontext.c
    ${CMAKE_CURRENT_LIST_DIR}/sslsession.c
    ${CMAKE_CURRENT_LIST_DIR}/signer.c
    ${CMAKE_CURRENT_LIST_DIR}/sslsocket.c
    ${CMAKE_CURRENT_LIST_DIR}/sslstream.c
    ${CMAKE_CURRENT_LIST_DIR}/handshake.c
    ${CMAKE_CURRENT_LIST_DIR}/traffic.c
    ${CMAKE_CURRENT_LIST_DIR}/blob.c
    ${CMAKE_CURRENT_LIST_DIR}/files.c
    ${CMAKE_CURRENT_LIST_DIR}/identity.c
    ${CMAKE_CURRENT_LIST_DIR}/keys.c
    ${CMAKE_CURRENT_LIST_DIR}/certificate.c
    ${CMAKE_CURRENT_LIST_DIR}/operations.c
    ${CMAKE_CURRENT_LIST_DIR}/errors.c
    ${CMAKE_CURRENT_LIST_DIR}/platform.c
)

target_include_directories(usermod_camtls INTERFACE
    ${CAMTLS_TOP}/include
    ${CAMTLS_TOP}/src/engine/mbedtls/include
    ${MBEDTLS_DIR}/include
)

target_compile_definitions(usermod_camtls INTERFACE
    MICROPY_SSL_MBEDTLS=1
    CAMTLS_PRIMITIVES
    MBEDTLS_CONFIG_FILE="camtls_mbedtls_config.h"
    MP_CONFIGFILE="${CMAKE_CURRENT_LIST_DIR}/mpconfigcamtls.h"
)

if("${CAMTLS_FEATURES}" MATCHES "dtls")
    target_compile_definitions(usermod_camtls INTERFACE MODTLS_DTLS=1)
endif()

if("${CAMTLS_OPERATIONS}" STREQUAL "0")
    target_compile_definitions(usermod_camtls INTERFACE MODTLS_OPERATIONS=0)
endif()

target_link_libraries(usermod_camtls INTERFACE ${CAMTLS_LIB})
target_link_libraries(usermod INTERFACE usermod_camtls)
