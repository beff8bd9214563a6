// A client and a server in one program, joined by memory: what leaves one reaches the other, as slowly or as broken as a test likes.
#ifndef CAMTLS_TESTS_PAIR_H
#define CAMTLS_TESTS_PAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "camtls.h"

#define PAIR_CLIENT (0)
#define PAIR_SERVER (1)
#define PAIR_WIRE_SIZE (256 * 1024)

// The bytes on their way to one end.
typedef struct pair_wire {
    uint8_t bytes[PAIR_WIRE_SIZE];
    size_t head, tail;
    // Bytes that ever passed; the one with number `flip` is changed on its way, and after `cut` bytes the wire is at its end.
    size_t passed;
    size_t flip;
    size_t cut;
    bool ended;
} pair_wire;

#define PAIR_NEVER ((size_t)-1)

typedef struct pair {
    camtls_context *context[2];
    camtls_connection *connection[2];
    pair_wire to[2];
    // At most so many bytes pass in one call.
    size_t chunk;
    // What WANT_CALLBACK is answered with, and how often it was asked.
    int32_t callback_result;
    unsigned callbacks;
    int32_t callback_depth;
    // The code that pair_send was last refused with by a call, 0 if it was not.
    int32_t refused;
} pair;

// How the two ends are set up: names of files of tools/pki.py, NULL for none.
typedef struct pair_setup {
    uint16_t version;               // 0x0303 or 0x0304 at both ends, 0 for the library's own bounds
    const char *anchors;            // of the client
    const char *hostname;           // asked for by the client
    const char *certificate, *key;  // of the server
    const char *client_anchors;     // of the server, which then demands a client certificate
    const char *client_certificate, *client_key;
} pair_setup;

extern const pair_setup pair_usual;

// Makes both contexts and connections. 0, or the first code that a call gave; whatever was made is in `self`.
int32_t pair_open(pair *self, const pair_setup *setup);

// Frees whatever there is.
void pair_close(pair *self);

// Lets each end do what it can once. The value tells whether a byte moved or an end asked to be called again.
bool pair_turn(pair *self);

// Turns until neither end is handshaking, one fails, or nothing moves any more. True when both ends finished the handshake.
bool pair_handshake(pair *self);

// The event word of one end, and its failure's code.
uint32_t pair_events(const pair *self, int end);
int32_t pair_code(const pair *self, int end);

// Sends bytes from one end and reads them at the other; true when they arrive as they were sent.
bool pair_send(pair *self, int from, const uint8_t *bytes, size_t length);

#endif
