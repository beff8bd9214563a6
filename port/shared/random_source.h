// SPDX-License-Identifier: MIT OR Apache-2.0
#ifndef CAMTLS_PORT_SHARED_RANDOM_SOURCE_H
#define CAMTLS_PORT_SHARED_RANDOM_SOURCE_H

// The file of the host that randomness is read from, NULL for the board's usual source.
const char *random_source(void);

#endif
