// The inside of Mbed TLS at either end of a pair.
#ifndef CAMTLS_TESTS_FINISHED_H
#define CAMTLS_TESTS_FINISHED_H

#include "ssl_misc.h"

// The context that wrote a handshake message last, at PAIR_CLIENT or PAIR_SERVER.
mbedtls_ssl_context *finished_context(int end);

#endif
