// What every C test here uses: a count of what held and what did not.
#ifndef CAMTLS_TESTS_CHECK_H
#define CAMTLS_TESTS_CHECK_H

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>

#include "camtls.h"

// Counts one check and prints it when it does not hold; the value is the condition's.
#define CHECK(condition) check_note((condition), #condition, __FILE__, __LINE__)

// Compares a result with the code that is expected, and prints both codes by name when they differ.
#define CHECK_CODE(result, expected) check_code((result), (expected), #result, __FILE__, __LINE__)

bool check_note(bool held, const char *what, const char *file, int line);
bool check_code(int32_t result, int32_t expected, const char *what, const char *file, int line);

// Names what the following checks are about.
void check_begin(const char *test);

// Prints the last line, `N passed, N failed`; the value is for main to return.
int check_end(void);

// A file of tools/pki.py, kept until the program ends.
typedef struct check_file {
    const uint8_t *bytes;
    size_t length;
} check_file;

extern const char *check_pki_directory;
check_file check_read(const char *name);

#endif
