#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "pair.h"

// More turns than any transfer of these tests takes one byte at a time: reaching it is a hang.
#define MAX_TURNS (2 * 1000 * 1000)

const pair_setup pair_usual = {
    .version = 0,
    .anchors = "ca.der",
    .hostname = "broker.local",
    .certificate = "server.der",
    .key = "server.key.der",
};

static int32_t load(camtls_context *context, const char *certificate, const char *key) {
    check_file chain = check_read(certificate), secret = check_read(key);
    int32_t warning = 0;
    return camtls_context_load_identity(context, chain.bytes, chain.length, CAMTLS_MEMORY_COPY, secret.bytes, secret.length, &warning);
}

static int32_t trust(camtls_context *context, const char *anchors) {
    check_file file = check_read(anchors);
    return camtls_context_load_anchors(context, file.bytes, file.length, CAMTLS_MEMORY_BORROW);
}

static int32_t open_context(pair *self, int end, const pair_setup *setup) {
    int32_t result = camtls_context_new(end == PAIR_CLIENT ? CAMTLS_PROTOCOL_TLS_CLIENT : CAMTLS_PROTOCOL_TLS_SERVER, &self->context[end]);
    camtls_context *context = self->context[end];
    const char *certificate = end == PAIR_CLIENT ? setup->client_certificate : setup->certificate;
    const char *key = end == PAIR_CLIENT ? setup->client_key : setup->key;
    const char *anchors = end == PAIR_CLIENT ? setup->anchors : setup->client_anchors;
    if (result == 0 && setup->version != 0) {
        result = camtls_context_set_versions(context, setup->version, setup->version);
    }
    if (result == 0 && certificate != NULL) {
        result = load(context, certificate, key);
    }
    if (result == 0 && anchors != NULL) {
        result = trust(context, anchors);
    }
    if (result == 0 && anchors != NULL) {
        result = camtls_context_set_verify_mode(context, CAMTLS_VERIFY_REQUIRED);
    }
    return result;
}

int32_t pair_open(pair *self, const pair_setup *setup) {
    memset(self, 0, sizeof(*self));
    self->chunk = PAIR_WIRE_SIZE;
    self->callback_depth = -1;
    int32_t result = 0;
    self->refused = 0;
    for (int end = 0; end < 2; ++end) {
        self->to[end].flip = PAIR_NEVER;
        self->to[end].cut = PAIR_NEVER;
    }
    for (int end = 0; end < 2 && result == 0; ++end) {
        result = open_context(self, end, setup);
    }
    for (int end = 0; end < 2 && result == 0; ++end) {
        const char *hostname = end == PAIR_CLIENT ? setup->hostname : NULL;
        result = camtls_connection_new(self->context[end], end == PAIR_SERVER, hostname, hostname ? strlen(hostname) : 0,
            &self->connection[end]);
    }
    return result;
}

void pair_close(pair *self) {
    for (int end = 0; end < 2; ++end) {
        camtls_connection_free(self->connection[end]);
        camtls_context_free(self->context[end]);
        self->connection[end] = NULL;
        self->context[end] = NULL;
    }
}

static void wire_put(pair_wire *wire, const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < length; ++i) {
        if (wire->passed == wire->cut) {
            wire->ended = true;
        }
        if (wire->ended) {
            return;
        }
        wire->bytes[wire->tail % PAIR_WIRE_SIZE] = bytes[i] ^ (wire->passed == wire->flip ? 0x01 : 0x00);
        wire->tail += 1;
        wire->passed += 1;
    }
    if (wire->passed == wire->cut) {
        wire->ended = true;
    }
}

static bool turn_end(pair *self, int end) {
    camtls_connection *connection = self->connection[end];
    if (connection == NULL) {
        return false;
    }
    pair_wire *in = &self->to[end], *out = &self->to[1 - end];
    bool moved = false;
    if (camtls_connection_enter(connection) != 0) {
        CHECK(!"the connection cannot be entered");
        return false;
    }
    uint32_t events = camtls_connection_advance(connection);
    if (events & CAMTLS_EVENT_WANT_CALLBACK) {
        const uint8_t *der;
        size_t length;
        int32_t depth;
        if (camtls_connection_callback(connection, &der, &length, &depth) == 0) {
            self->callbacks += 1;
            self->callback_depth = depth;
            // Touches every byte, for AddressSanitizer.
            uint8_t sum = 0;
            for (size_t i = 0; i < length; ++i) {
                sum ^= der[i];
            }
            (void)sum;
        }
        camtls_connection_callback_result(connection, self->callback_result);
        moved = true;
    }
    if (events & CAMTLS_EVENT_WANT_WRITE) {
        const uint8_t *bytes;
        size_t length;
        if (camtls_connection_output(connection, &bytes, &length) == 0 && length != 0) {
            size_t room = PAIR_WIRE_SIZE - (out->tail - out->head);
            length = length < self->chunk ? length : self->chunk;
            length = length < room ? length : room;
            wire_put(out, bytes, length);
            camtls_connection_sent(connection, length);
            moved |= length != 0;
        }
    } else if (events & CAMTLS_EVENT_WANT_READ) {
        uint8_t *window;
        size_t length;
        size_t waiting = in->tail - in->head;
        if ((waiting != 0 || in->ended) && camtls_connection_input(connection, &window, &length) == 0) {
            length = length < waiting ? length : waiting;
            length = length < self->chunk ? length : self->chunk;
            for (size_t i = 0; i < length; ++i) {
                window[i] = in->bytes[(in->head + i) % PAIR_WIRE_SIZE];
            }
            in->head += length;
            camtls_connection_fed(connection, length);
            moved = true;
        }
    } else if ((events & CAMTLS_EVENT_HANDSHAKING) && !(events & (CAMTLS_EVENT_FAILED | CAMTLS_EVENT_TRUNCATED))) {
        // One piece of work is done, the next one is due.
        moved = true;
    }
    camtls_connection_leave(connection);
    return moved;
}

bool pair_turn(pair *self) {
    bool client = turn_end(self, PAIR_CLIENT);
    bool server = turn_end(self, PAIR_SERVER);
    return client || server;
}

uint32_t pair_events(const pair *self, int end) {
    return self->connection[end] == NULL ? 0 : camtls_connection_events(self->connection[end]);
}

int32_t pair_code(const pair *self, int end) {
    camtls_failure failure;
    memset(&failure, 0, sizeof(failure));
    if (self->connection[end] != NULL) {
        camtls_connection_failure(self->connection[end], &failure);
    }
    return failure.code;
}

bool pair_handshake(pair *self) {
    const uint32_t over = CAMTLS_EVENT_FAILED | CAMTLS_EVENT_TRUNCATED;
    for (unsigned turns = 0; turns < MAX_TURNS; ++turns) {
        bool moved = pair_turn(self);
        uint32_t both = pair_events(self, PAIR_CLIENT) | pair_events(self, PAIR_SERVER);
        if (!(both & (CAMTLS_EVENT_HANDSHAKING | over))) {
            return true;
        }
        if (!moved) {
            return false;
        }
    }
    CHECK(!"the handshake goes on for ever");
    return false;
}

bool pair_send(pair *self, int from, const uint8_t *bytes, size_t length) {
    camtls_connection *sender = self->connection[from], *receiver = self->connection[1 - from];
    uint8_t buffer[2048];
    size_t sent = 0, received = 0;
    for (unsigned turns = 0; turns < MAX_TURNS && received < length; ++turns) {
        size_t count = 0;
        bool moved = false;
        if (sent < length) {
            if (camtls_connection_enter(sender) != 0) {
                return false;
            }
            int32_t result = camtls_connection_write(sender, bytes + sent, length - sent, &count);
            camtls_connection_leave(sender);
            if (result != 0) {
                self->refused = result;
                return false;
            }
            sent += count;
            moved |= count != 0;
        }
        moved |= pair_turn(self);
        if (camtls_connection_enter(receiver) != 0) {
            return false;
        }
        int32_t result = camtls_connection_read(receiver, buffer, sizeof(buffer), &count);
        camtls_connection_leave(receiver);
        if (result != 0 || count > length - received || memcmp(buffer, bytes + received, count) != 0) {
            return false;
        }
        received += count;
        moved |= count != 0;
        if (!moved) {
            return false;
        }
    }
    return received == length;
}
