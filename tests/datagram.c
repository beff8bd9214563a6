// DTLS over a network that loses, doubles, reorders and changes datagrams, with a clock that a test moves.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "mbedtls/build_info.h"

#include "check.h"
#include "groups.h"
#include "port.h"

#define CLIENT (0)
#define SERVER (1)
#define NEVER ((unsigned)-1)
// Mbed TLS's number for a handshake that has to begin anew, with a cookie.
#define HELLO_VERIFY_REQUIRED (-0x6A80)

// ---- the network ----------------------------------------------------------------------------------------------------

#define QUEUE (256)
#define LARGEST (5000)

typedef struct datagram {
    size_t length;
    uint8_t bytes[LARGEST];
} datagram;

typedef struct road {
    datagram queue[QUEUE];
    unsigned head, tail;
    // How many were sent on it, and what happens to the one with this number; `nth` counts instead, 0 for none.
    unsigned sent;
    unsigned lose, doubled, late, changed, before;
    unsigned lose_every;
    bool closed;
    // One that waits until the next has passed.
    datagram held;
    bool holds;
    bool happened;
} road;

static road to[2];
static camtls_context *context[2];
static camtls_connection *connection[2];
static const char *address;
static unsigned verified, resent;
// What it answered to open the server anew.
static int32_t reopened;

static void reset_roads(void) {
    for (int end = 0; end < 2; ++end) {
        road *road = &to[end];
        road->head = road->tail = road->sent = 0;
        road->lose = road->doubled = road->late = road->changed = road->before = NEVER;
        road->lose_every = 0;
        road->closed = road->holds = road->happened = false;
    }
    verified = resent = 0;
    reopened = 0;
}

static void put(road *road, const uint8_t *bytes, size_t length) {
    datagram *next = &road->queue[road->tail++ % QUEUE];
    next->length = length;
    memcpy(next->bytes, bytes, length);
}

static void send_on(road *road, const uint8_t *bytes, size_t length) {
    static const uint8_t garbage[] = "\x16\xfe\xfd\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05\x0b\x00\x00\x01\x00";
    unsigned number = road->sent++;
    if (length == 0 || length > LARGEST) {
        CHECK(!"a datagram of no length, or too long");
        return;
    }
    if (road->closed || number == road->lose || (road->lose_every != 0 && number % road->lose_every == road->lose_every - 1)) {
        road->happened = true;
        return;
    }
    if (number == road->before) {
        static const uint8_t noise[] = "no datagram of DTLS";
        put(road, noise, sizeof(noise));
        put(road, garbage, sizeof(garbage) - 1);
        put(road, garbage, 7);
        put(road, garbage, 0);
        road->happened = true;
    }
    if (number == road->late) {
        road->held.length = length;
        memcpy(road->held.bytes, bytes, length);
        road->holds = road->happened = true;
        return;
    }
    put(road, bytes, length);
    if (number == road->changed) {
        road->queue[(road->tail - 1) % QUEUE].bytes[length / 2] ^= 0x10;
        road->happened = true;
    }
    if (number == road->doubled) {
        put(road, bytes, length);
        road->happened = true;
    }
    if (road->holds) {
        put(road, road->held.bytes, road->held.length);
        road->holds = false;
    }
}

// ---- the ends ---------------------------------------------------------------------------------------------------------

typedef struct setup {
    const char *anchors, *hostname, *certificate, *key;
    const char *client_anchors, *client_certificate, *client_key;
} setup;

static const setup usual = {.anchors = "ca.der", .hostname = "broker.local", .certificate = "server.der", .key = "server.key.der"};
static const setup rsa = {.anchors = "rsa-ca.der", .hostname = "broker.local", .certificate = "rsa.der", .key = "rsa.key.der"};
static const setup mutual = {
    .anchors = "ca.der", .hostname = "broker.local", .certificate = "deep.chain.der", .key = "deep.key.der",
    .client_anchors = "ca.der", .client_certificate = "client.der", .client_key = "client.key.der",
};

static int32_t equip(camtls_context *made, const char *certificate, const char *key, const char *anchors) {
    int32_t result = 0, warning;
    if (certificate != NULL) {
        check_file chain = check_read(certificate), secret = check_read(key);
        result = camtls_context_load_identity(made, chain.bytes, chain.length, CAMTLS_MEMORY_COPY, secret.bytes, secret.length, &warning);
    }
    if (result == 0 && anchors != NULL) {
        check_file file = check_read(anchors);
        result = camtls_context_load_anchors(made, file.bytes, file.length, CAMTLS_MEMORY_BORROW);
        result = result != 0 ? result : camtls_context_set_verify_mode(made, CAMTLS_VERIFY_REQUIRED);
    }
    return result;
}

static int32_t open_server(void) {
    camtls_connection_free(connection[SERVER]);
    connection[SERVER] = NULL;
    int32_t result = camtls_connection_new(context[SERVER], true, NULL, 0, &connection[SERVER]);
    return result != 0 ? result : camtls_connection_set_client(connection[SERVER], (const uint8_t *)address, strlen(address));
}

static int32_t open_ends(const setup *setup) {
    reset_roads();
    address = "192.0.2.1:5684";
    int32_t result = camtls_context_new(CAMTLS_PROTOCOL_DTLS_CLIENT, &context[CLIENT]);
    result = result != 0 ? result : camtls_context_new(CAMTLS_PROTOCOL_DTLS_SERVER, &context[SERVER]);
    result = result != 0 ? result : equip(context[CLIENT], setup->client_certificate, setup->client_key, setup->anchors);
    result = result != 0 ? result : equip(context[SERVER], setup->certificate, setup->key, setup->client_anchors);
    // The retransmission ends by itself; what a context's own limit does to it is a test of its own.
    for (int end = 0; result == 0 && end < 2; ++end) {
        result = camtls_context_set_limits(context[end], 0, 32, 0);
    }
    result = result != 0 ? result
        : camtls_connection_new(context[CLIENT], false, setup->hostname, strlen(setup->hostname), &connection[CLIENT]);
    return result != 0 ? result : open_server();
}

static void close_ends(void) {
    for (int end = 0; end < 2; ++end) {
        camtls_connection_free(connection[end]);
        camtls_context_free(context[end]);
        connection[end] = NULL;
        context[end] = NULL;
    }
}

static int32_t code_of(int end) {
    camtls_failure failure;
    camtls_connection_failure(connection[end], &failure);
    return failure.code;
}

static uint32_t events_of(int end) {
    return camtls_connection_events(connection[end]);
}

// Lets an end do what it can; whether anything moved. What opening a new server answers goes to *opened.
static bool turn(int end, int32_t *opened) {
    bool moved = false;
    uint32_t events = camtls_connection_advance(connection[end]);
    while (camtls_connection_events(connection[end]) & CAMTLS_EVENT_WANT_WRITE) {
        const uint8_t *bytes;
        size_t length;
        if (camtls_connection_output(connection[end], &bytes, &length) != 0) {
            break;
        }
        send_on(&to[1 - end], bytes, length);
        camtls_connection_sent(connection[end], length);
        moved = true;
    }
    if (end == SERVER && code_of(SERVER) == HELLO_VERIFY_REQUIRED) {
        verified += 1;
        reopened = *opened = open_server();
        return *opened == 0;
    }
    road *in = &to[end];
    if ((events & CAMTLS_EVENT_WANT_READ) && in->head != in->tail) {
        uint8_t *window;
        size_t length;
        if (camtls_connection_input(connection[end], &window, &length) == 0 && length != 0) {
            datagram *next = &in->queue[in->head++ % QUEUE];
            length = next->length < length ? next->length : length;
            memcpy(window, next->bytes, length);
            camtls_connection_fed(connection[end], length);
            moved = true;
        }
    }
    return moved || (events & (CAMTLS_EVENT_HANDSHAKING | CAMTLS_EVENT_WANT_READ | CAMTLS_EVENT_WANT_WRITE | CAMTLS_EVENT_FAILED))
           == CAMTLS_EVENT_HANDSHAKING;
}

// Turns until both ends are through, one fails, or nobody waits for anything any more. The clock moves on where nothing else does.
static bool handshake(void) {
    for (unsigned turns = 0; turns < 100000; ++turns) {
        int32_t opened = 0;
        bool moved = turn(CLIENT, &opened);
        moved |= turn(SERVER, &opened);
        uint32_t both = events_of(CLIENT) | events_of(SERVER);
        if (opened != 0 || ((both & CAMTLS_EVENT_FAILED) && code_of(SERVER) != HELLO_VERIFY_REQUIRED)) {
            return false;
        }
        if (!(both & CAMTLS_EVENT_HANDSHAKING)) {
            return true;
        }
        if (moved) {
            continue;
        }
        uint32_t client = camtls_connection_timer(connection[CLIENT]), server = camtls_connection_timer(connection[SERVER]);
        uint32_t next = client < server ? client : server;
        if (next == UINT32_MAX) {
            return false;
        }
        CHECK(both & CAMTLS_EVENT_WANT_TIMER);
        resent += 1;
        port.milliseconds += next;
    }
    CHECK(!"the handshake goes on for ever");
    return false;
}

// Writes one datagram, carries it over and reads it; how many bytes came, or the code as a negative number.
static int32_t write_one(int from, const void *bytes, size_t length) {
    size_t count = 0;
    int32_t result = camtls_connection_write(connection[from], bytes, length, &count);
    int32_t opened = 0;
    turn(from, &opened);
    return result != 0 ? result : (int32_t)count;
}

static size_t read_one(int end, uint8_t *buffer, size_t size) {
    size_t count = 0;
    int32_t opened = 0;
    for (unsigned turns = 0; turns < 8 && count == 0; ++turns) {
        turn(end, &opened);
        camtls_connection_read(connection[end], buffer, size, &count);
    }
    return count;
}

static bool carries(int from, size_t length) {
    static uint8_t bytes[4096], buffer[4096];
    for (size_t i = 0; i < length; ++i) {
        bytes[i] = (uint8_t)(i * 7 + i / 251);
    }
    // A lost last flight is sent again when the other end asks for it.
    return write_one(from, bytes, length) == (int32_t)length && read_one(1 - from, buffer, sizeof(buffer)) == length
           && memcmp(bytes, buffer, length) == 0;
}

static bool works(void) {
    for (int end = 0; end < 2; ++end) {
        to[end].lose = to[end].doubled = to[end].late = to[end].changed = to[end].before = NEVER;
        to[end].lose_every = 0;
        if (to[end].holds) {
            put(&to[end], to[end].held.bytes, to[end].held.length);
            to[end].holds = false;
        }
    }
    return carries(CLIENT, 1) && carries(SERVER, 1300) && carries(CLIENT, 4096) && carries(SERVER, 4096);
}

// ---- tests ------------------------------------------------------------------------------------------------------------

static void test_plain(void) {
    static const setup *const kinds[] = {&usual, &rsa, &mutual};
    check_begin("datagram: handshakes, data both ways, close_notify");
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); ++i) {
        CHECK_CODE(open_ends(kinds[i]), 0);
        CHECK(handshake());
        CHECK(verified == 1);
        CHECK(resent == 0);
        CHECK(works());
        const char *version = camtls_connection_version(connection[CLIENT]);
        CHECK(version != NULL && strcmp(version, "DTLSv1.2") == 0);
        CHECK_CODE(camtls_connection_verify_result(connection[CLIENT]), 0);
        CHECK_CODE(camtls_connection_verify_result(connection[SERVER]), kinds[i] == &mutual ? 0 : 1);
        CHECK(camtls_connection_timer(connection[CLIENT]) == UINT32_MAX);
        camtls_connection_close(connection[CLIENT]);
        uint8_t byte;
        int32_t opened;
        turn(CLIENT, &opened);
        CHECK(read_one(SERVER, &byte, 1) == 0);
        CHECK(events_of(SERVER) & CAMTLS_EVENT_PEER_CLOSED);
        CHECK_CODE(code_of(SERVER), 0);
        close_ends();
    }
}

typedef enum fault { LOST, DOUBLED, LATE, BEFORE, CHANGED } fault;

// A handshake in which something happens to the datagram `number` on its way to `end`; whether there was such a one.
static bool disturbed(const setup *setup, fault fault, int end, unsigned number) {
    if (!CHECK_CODE(open_ends(setup), 0)) {
        return false;
    }
    unsigned *faults[] = {&to[end].lose, &to[end].doubled, &to[end].late, &to[end].before, &to[end].changed};
    *faults[fault] = number;
    bool done = handshake();
    bool happened = to[end].happened;
    int32_t client = code_of(CLIENT), server = code_of(SERVER);
    bool held = done && works();
    // What is no DTLS in the place of a ClientHello is told; so is a Finished that does not authenticate.
    // Mbed TLS before 3.6.6 reads a ClientHello in a way of its own, and calls it a message that was not expected.
    int32_t no_dtls = MBEDTLS_VERSION_NUMBER < 0x03060600 ? CAMTLS_ERR_UNEXPECTED_MESSAGE : CAMTLS_ERR_NOT_TLS;
    bool told = fault == BEFORE && end == SERVER && number < 2 && server == no_dtls;
    told |= fault == CHANGED && (client != 0 || server != 0);
    if (!CHECK(held || told)) {
        printf("    fault %d, datagram %u to %d: client %d, server %d, %s\n", (int)fault, number, end, (int)client, (int)server,
            done ? "done" : "not done");
    }
    close_ends();
    return happened;
}

static void test_each(void) {
    static const struct {
        fault fault;
        const char *name;
    } faults[] = {
        {LOST, "datagram: each one lost"},
        {DOUBLED, "datagram: each one doubled"},
        {LATE, "datagram: each one overtaken by the next"},
        {BEFORE, "datagram: what is no DTLS, malformed, cut or empty, before each one"},
        {CHANGED, "datagram: each one changed on its way"},
    };
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); ++i) {
        check_begin(faults[i].name);
        for (int end = 0; end < 2; ++end) {
            unsigned number = 0;
            while (number < 20 && disturbed(&mutual, faults[i].fault, end, number)) {
                number += 1;
            }
            CHECK(number >= 3 && number < 20);
        }
    }
}

static void test_every(void) {
    check_begin("datagram: every n-th is lost, both ways");
    for (unsigned n = 2; n < 9; ++n) {
        for (int which = 1; which < 4; ++which) {
            CHECK_CODE(open_ends(&mutual), 0);
            to[CLIENT].lose_every = (which & 1) ? n : 0;
            to[SERVER].lose_every = (which & 2) ? n : 0;
            if (!CHECK(handshake())) {
                printf("    every %u, %d: client %d, server %d\n", n, which, (int)code_of(CLIENT), (int)code_of(SERVER));
            }
            CHECK(works());
            close_ends();
        }
    }
}

// A server's flight that was lost twice comes in smaller pieces.
static void test_fragments(void) {
    check_begin("datagram: messages in pieces, which come in disorder");
    for (unsigned late = 2; late < 12; ++late) {
        CHECK_CODE(open_ends(&rsa), 0);
        bool lossy = true;
        for (unsigned turns = 0; turns < 40 && lossy; ++turns) {
            int32_t opened = 0;
            turn(CLIENT, &opened);
            turn(SERVER, &opened);
            to[CLIENT].closed = verified != 0 && to[CLIENT].sent >= 1;
            if (to[CLIENT].closed && to[CLIENT].sent > 1) {
                uint32_t left = camtls_connection_timer(connection[SERVER]);
                if (left != UINT32_MAX && resent < 3) {
                    // The client's timer would run as well: it is asked for nothing here.
                    port.milliseconds += left;
                    resent += 1;
                    camtls_connection_advance(connection[SERVER]);
                }
                lossy = resent < 3;
            }
        }
        to[CLIENT].closed = false;
        to[CLIENT].late = to[CLIENT].sent + late - 2;
        CHECK(handshake());
        CHECK(works());
        close_ends();
    }
}

static void test_silence(void) {
    check_begin("datagram: a silent peer is given up");
    CHECK_CODE(open_ends(&usual), 0);
    to[SERVER].closed = true;
    uint32_t start = port.milliseconds;
    CHECK(!handshake());
    CHECK_CODE(code_of(CLIENT), CAMTLS_ERR_HANDSHAKE_TIMEOUT);
    CHECK(to[SERVER].sent == 5);
    uint32_t waited = port.milliseconds - start;
    CHECK(waited > 30 * 1000 && waited <= 31 * 1000);
    camtls_failure failure;
    camtls_connection_failure(connection[CLIENT], &failure);
    CHECK(strncmp(failure.text, "no handshake within 31 s", 24) == 0);
    close_ends();
}

static void test_time_limit(void) {
    check_begin("datagram: a context's limit ends the handshake before retransmission does");
    CHECK_CODE(open_ends(&usual), 0);
    camtls_connection_free(connection[CLIENT]);
    CHECK_CODE(camtls_context_set_limits(context[CLIENT], 10 * 1000, 32, 0), 0);
    CHECK_CODE(camtls_connection_new(context[CLIENT], false, usual.hostname, strlen(usual.hostname), &connection[CLIENT]), 0);
    to[SERVER].closed = true;
    uint32_t start = port.milliseconds;
    CHECK(!handshake());
    CHECK_CODE(code_of(CLIENT), CAMTLS_ERR_HANDSHAKE_TIMEOUT);
    CHECK(port.milliseconds - start == 10 * 1000);
    close_ends();
}

static void test_cookies(void) {
    check_begin("datagram: a cookie is of its address and its context");
    CHECK_CODE(open_ends(&usual), 0);
    int32_t opened = 0;
    while (verified == 0) {
        turn(CLIENT, &opened);
        turn(SERVER, &opened);
    }
    // The ClientHello with the cookie reaches a server that takes it for another client's.
    address = "192.0.2.99:5684";
    CHECK_CODE(open_server(), 0);
    for (unsigned turns = 0; turns < 20 && verified == 1; ++turns) {
        turn(CLIENT, &opened);
        turn(SERVER, &opened);
    }
    CHECK(verified == 2);
    close_ends();
    CHECK_CODE(open_ends(&usual), 0);
    CHECK_CODE(camtls_connection_set_client(connection[SERVER], NULL, 0), CAMTLS_ERR_BAD_ARGUMENT);
    CHECK_CODE(camtls_connection_set_client(connection[SERVER], (const uint8_t *)"", 0), CAMTLS_ERR_BAD_ARGUMENT);
    CHECK_CODE(camtls_connection_set_client(NULL, (const uint8_t *)"x", 1), CAMTLS_ERR_BAD_ARGUMENT);
    camtls_connection_advance(connection[SERVER]);
    CHECK_CODE(camtls_connection_set_client(connection[SERVER], (const uint8_t *)"x", 1), CAMTLS_ERR_WRONG_STATE);
    close_ends();
}

static void test_data(void) {
    static uint8_t bytes[5000], buffer[5000];
    check_begin("datagram: data is lost, reordered and replayed one datagram at a time");
    CHECK_CODE(open_ends(&usual), 0);
    CHECK(handshake());
    CHECK(write_one(CLIENT, "one", 3) == 3);
    CHECK(write_one(CLIENT, "two!", 4) == 4);
    CHECK(write_one(CLIENT, "three", 5) == 5);
    road *road = &to[SERVER];
    datagram first = road->queue[road->head % QUEUE];
    // The first is lost and comes later; the third comes three times; noise comes in between.
    road->head += 1;
    datagram *second = &road->queue[road->head % QUEUE];
    datagram third = road->queue[(road->head + 1) % QUEUE];
    road->queue[(road->head + 1) % QUEUE] = *second;
    *second = third;
    put(road, third.bytes, third.length);
    put(road, (const uint8_t *)"noise", 5);
    put(road, third.bytes, third.length);
    put(road, first.bytes, first.length);
    CHECK(read_one(SERVER, buffer, sizeof(buffer)) == 5 && memcmp(buffer, "three", 5) == 0);
    CHECK(read_one(SERVER, buffer, sizeof(buffer)) == 4 && memcmp(buffer, "two!", 4) == 0);
    CHECK(read_one(SERVER, buffer, sizeof(buffer)) == 3 && memcmp(buffer, "one", 3) == 0);
    CHECK(read_one(SERVER, buffer, sizeof(buffer)) == 0);
    CHECK_CODE(code_of(SERVER), 0);
    check_begin("datagram: one takes 4096 bytes and no more");
    CHECK_CODE(write_one(CLIENT, bytes, 4097), CAMTLS_ERR_BAD_ARGUMENT);
    CHECK(write_one(CLIENT, bytes, 4096) == 4096);
    CHECK(read_one(SERVER, buffer, 1000) == 1000);
    CHECK(read_one(SERVER, buffer, sizeof(buffer)) == 3096);
    CHECK(works());
    close_ends();
}

static void test_refused(void) {
    check_begin("datagram: peers are judged as on streams");
    setup strange = usual;
    strange.anchors = "rsa-ca.der";
    CHECK_CODE(open_ends(&strange), 0);
    CHECK(!handshake());
    CHECK_CODE(code_of(CLIENT), CAMTLS_ERR_UNKNOWN_ISSUER);
    int32_t opened = 0;
    for (unsigned turns = 0; turns < 4; ++turns) {
        turn(CLIENT, &opened);
        turn(SERVER, &opened);
    }
    CHECK_CODE(code_of(SERVER), CAMTLS_ERR_ALERT_UNKNOWN_CA);
    close_ends();
    setup nobody = mutual;
    nobody.client_certificate = nobody.client_key = NULL;
    CHECK_CODE(open_ends(&nobody), 0);
    CHECK(!handshake());
    CHECK_CODE(code_of(SERVER), CAMTLS_ERR_PEER_CERT_MISSING);
    close_ends();

    check_begin("datagram: there is no DTLS 1.3");
    CHECK_CODE(camtls_context_new(CAMTLS_PROTOCOL_DTLS_CLIENT, &context[CLIENT]), 0);
    CHECK_CODE(camtls_context_set_versions(context[CLIENT], 0x0304, 0), CAMTLS_ERR_UNSUPPORTED);
    CHECK_CODE(camtls_context_set_versions(context[CLIENT], 0, 0x0304), CAMTLS_ERR_UNSUPPORTED);
    CHECK_CODE(camtls_context_set_versions(context[CLIENT], 0x0303, 0x0303), 0);
    for (size_t i = 0; camtls_context_cipher(context[CLIENT], i) != NULL; ++i) {
        CHECK(strstr(camtls_context_cipher(context[CLIENT], i), "ECDHE") != NULL);
    }
    camtls_context_free(context[CLIENT]);
    context[CLIENT] = NULL;
}

static void test_memory_fails(void) {
    check_begin("datagram: the n-th allocation fails");
    CHECK_CODE(open_ends(&mutual), 0);
    CHECK(handshake() && works());
    close_ends();
    size_t before = port.blocks, wrong = 0;
    for (int engine = 0; engine < 2; ++engine) {
        size_t n = 1;
        // Of the thousands of numbers that Mbed TLS works with, some.
        for (;; n += n < 300 ? 1 : 17) {
            port.takes = port.callocs = 0;
            *(engine ? &port.fail_calloc : &port.fail_take) = n;
            int32_t opened = open_ends(&mutual);
            bool done = opened == 0 && handshake();
            bool reached = (engine ? port.callocs : port.takes) >= n;
            port.fail_calloc = port.fail_take = 0;
            int32_t client = code_of(CLIENT), server = code_of(SERVER);
            bool told = opened == ENOMEM || reopened == ENOMEM || client == ENOMEM || server == ENOMEM;
            bool over = !reached && done && works();
            close_ends();
            if (over) {
                break;
            }
            if (!(done || told) || port.blocks > before) {
                wrong += 1;
                printf("    %s %zu: opened %d, client %d, server %d, %zu blocks\n", engine ? "calloc" : "take", n, (int)opened, (int)client,
                    (int)server, port.blocks);
            }
        }
        CHECK(n > 4);
    }
    CHECK(wrong == 0);
}

void test_datagram(void) {
    if (!CHECK_CODE(camtls_context_new(CAMTLS_PROTOCOL_DTLS_CLIENT, &context[CLIENT]), 0)) {
        return; // an archive without the feature
    }
    camtls_context_free(context[CLIENT]);
    context[CLIENT] = NULL;
    test_plain();
    test_each();
    test_every();
    test_fragments();
    test_silence();
    test_time_limit();
    test_cookies();
    test_data();
    test_refused();
    test_memory_fails();
}
