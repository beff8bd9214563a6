// SPDX-License-Identifier: MIT OR Apache-2.0
// The port's configuration, and what MICROPY_PY_SSL=0 takes away from it: ports tie these to ssl, because both come with
// Mbed TLS, which is there all the same.

#include <mpconfigport.h>

#undef MICROPY_PY_HASHLIB_MD5
#undef MICROPY_PY_HASHLIB_SHA1
#undef MICROPY_PY_CRYPTOLIB
#define MICROPY_PY_HASHLIB_MD5 (1)
#define MICROPY_PY_HASHLIB_SHA1 (1)
#define MICROPY_PY_CRYPTOLIB (1)
