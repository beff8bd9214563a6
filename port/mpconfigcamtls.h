// SPDX-License-Identifier: MIT OR Apache-2.0
// The port's configuration, and what camtls has to change of it.

#include <mpconfigport.h>

// MICROPY_PY_SSL=0 takes these away too: ports tie them to ssl, because both come with Mbed TLS, which is there all the same.
#undef MICROPY_PY_HASHLIB_MD5
#undef MICROPY_PY_HASHLIB_SHA1
#undef MICROPY_PY_CRYPTOLIB
#define MICROPY_PY_HASHLIB_MD5 (1)
#define MICROPY_PY_HASHLIB_SHA1 (1)
#define MICROPY_PY_CRYPTOLIB (1)

// The unix port's Ctrl-C: as on a camera, it waits until Python or a system call is running. Raised by the signal handler it
// would jump out of the middle of the library.
#undef MICROPY_ASYNC_KBD_INTR
#define MICROPY_ASYNC_KBD_INTR (0)
