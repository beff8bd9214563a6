#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#define MAX_FILES (64)

const char *check_pki_directory;

static const char *current_test = "";
static unsigned passed, failed;

bool check_note(bool held, const char *what, const char *file, int line) {
    if (held) {
        passed += 1;
    } else {
        failed += 1;
        printf("%s:%d: %s: does not hold: %s\n", file, line, current_test, what);
    }
    return held;
}

static const char *error_name(int32_t code) {
    static camtls_error_entry entry;
    for (size_t i = 0; i < camtls_error_count(); ++i) {
        if (camtls_error_get(i, &entry) == 0 && entry.code == code) {
            return entry.name;
        }
    }
    return code == 0 ? "success" : code > 0 ? strerror(code) : "not in the catalogue";
}

bool check_code(int32_t result, int32_t expected, const char *what, const char *file, int line) {
    if (result == expected) {
        passed += 1;
        return true;
    }
    failed += 1;
    printf("%s:%d: %s: %s is %d (%s)", file, line, current_test, what, (int)result, error_name(result));
    printf(", not %d (%s)\n", (int)expected, error_name(expected));
    return false;
}

void check_begin(const char *test) {
    current_test = test;
    printf("%s\n", test);
    fflush(stdout);
}

int check_end(void) {
    printf("%u passed, %u failed\n", passed, failed);
    return failed != 0;
}

check_file check_read(const char *name) {
    static struct {
        char name[64];
        check_file file;
    } kept[MAX_FILES];
    static size_t count;

    for (size_t i = 0; i < count; ++i) {
        if (strcmp(kept[i].name, name) == 0) {
            return kept[i].file;
        }
    }
    char path[512];
    snprintf(path, sizeof(path), "%s/%s", check_pki_directory, name);
    FILE *stream = fopen(path, "rb");
    if (stream == NULL || count == MAX_FILES) {
        fprintf(stderr, "cannot read %s: run tools/pki.py first\n", path);
        exit(2);
    }
    // Exactly as long as the file, so that AddressSanitizer sees a read past its end.
    fseek(stream, 0, SEEK_END);
    size_t length = (size_t)ftell(stream);
    rewind(stream);
    uint8_t *bytes = malloc(length ? length : 1);
    if (bytes == NULL || fread(bytes, 1, length, stream) != length) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(2);
    }
    fclose(stream);
    snprintf(kept[count].name, sizeof(kept[count].name), "%s", name);
    kept[count].file = (check_file) {bytes, length};
    return kept[count++].file;
}
