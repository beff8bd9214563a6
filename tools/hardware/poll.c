// Between the emulator and the models in Python. A driver polls a unit that is stuck some million times; once the models have said the same
// often enough, these reads are answered here.
#include <stdint.h>

typedef uint64_t (*read_function)(void *, uint64_t, unsigned, void *);
typedef void (*write_function)(void *, uint64_t, unsigned, uint64_t, void *);

struct page {
    read_function read;
    write_function write;
    uint32_t *frozen; // one for all pages
    uint32_t values[1024];
};

uint64_t poll_read(void *engine, uint64_t offset, unsigned size, void *data) {
    struct page *page = data;
    if (*page->frozen && size == 4) {
        return page->values[offset / 4 & 1023];
    }
    return page->read(engine, offset, size, data);
}

void poll_write(void *engine, uint64_t offset, unsigned size, uint64_t value, void *data) {
    struct page *page = data;
    *page->frozen = 0;
    page->write(engine, offset, size, value, data);
}
