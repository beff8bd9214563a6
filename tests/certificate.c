#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "groups.h"

// The value of the list's entry `index` with this label, as a string.
static const char *entry_of(camtls_certificate_list list, const char *label, int index, bool *begins) {
    static char value[128];
    camtls_certificate_entry entry;
    while (camtls_certificate_next(&list, &entry) == 0) {
        if (strcmp(entry.label, label) == 0 && index-- == 0) {
            snprintf(value, sizeof(value), "%.*s", entry.value == NULL ? 0 : (int)entry.length, (const char *)entry.value);
            *begins = entry.begins;
            return value;
        }
    }
    return "(none)";
}

static void check_entry(camtls_certificate_list list, const char *label, int index, const char *expected, bool begins) {
    bool began = false;
    const char *value = entry_of(list, label, index, &began);
    if (!CHECK(strcmp(value, expected) == 0) || !CHECK(began == begins)) {
        printf("    %s is: %s; expected: %s\n", label, value, expected);
    }
}

static void test_read(void) {
    check_begin("certificate: what it says is read, in CPython's words");
    check_file der = check_read("names.der");
    camtls_certificate_info info;
    CHECK_CODE(camtls_certificate_read(der.bytes, der.length, &info), 0);
    CHECK(info.version == 3);
    CHECK(strcmp(info.key, "P-256") == 0 && info.key_bits == 256);
    CHECK(!info.ca && info.key_usage == 0x80);
    CHECK(info.not_after - info.not_before == 365 * 86400);
    CHECK(strlen(info.not_before_text) == 24 && strcmp(info.not_before_text + 20, " GMT") == 0);
    CHECK(strlen(info.not_after_text) == 24);
    CHECK(info.serial_length > 8 && info.serial > der.bytes && info.serial < der.bytes + 40);
    check_entry(info.subject, "commonName", 0, "names.local", true);
    // DER sorts the attributes of one relative name, the shorter one first.
    check_entry(info.subject, "organizationalUnitName", 0, "Cameras", false);
    check_entry(info.subject, "organizationName", 0, "W\xc3\xbcste", true);
    check_entry(info.issuer, "commonName", 0, "Example Root", true);
    check_entry(info.alternative_names, "DNS", 1, "*.names.local", false);
    check_entry(info.alternative_names, "IP Address", 0, "192.0.2.7", false);
    check_entry(info.alternative_names, "IP Address", 1, "2001:DB8:0:0:0:0:0:A1", false);
    check_entry(info.alternative_names, "email", 0, "me@example.org", false);
    check_entry(info.alternative_names, "URI", 0, "urn:example:7", false);
    check_entry(info.alternative_names, "Registered ID", 0, "1.2.3.4", false);
    check_entry(info.purposes, "serverAuth", 0, "", false);
    check_entry(info.purposes, "1.2.3.4", 0, "", false);

    der = check_read("ca.der");
    CHECK_CODE(camtls_certificate_read(der.bytes, der.length, &info), 0);
    CHECK(info.ca && info.key_usage == 0x06);
    camtls_certificate_entry entry;
    CHECK_CODE(camtls_certificate_next(&info.alternative_names, &entry), ENOENT);
    CHECK_CODE(camtls_certificate_next(&info.purposes, &entry), ENOENT);
    info.subject.kind = 99;
    CHECK_CODE(camtls_certificate_next(&info.subject, &entry), CAMTLS_ERR_BAD_VALUE);
}

static void test_hostile(void) {
    check_begin("certificate: with any byte changed, and cut at any length, reading ends and stays inside");
    static uint8_t changed[2048];
    check_file der = check_read("names.der");
    unsigned long entries = 0, outside = 0, too_long = 0;
    for (size_t at = 0; at < der.length && der.length <= sizeof(changed); ++at) {
        for (int change = 1; change < 256; change *= 2) {
            memcpy(changed, der.bytes, der.length);
            changed[at] ^= change;
            camtls_certificate_info info;
            if (camtls_certificate_read(changed, der.length, &info) != 0) {
                continue;
            }
            camtls_certificate_list lists[] = {info.subject, info.issuer, info.alternative_names, info.purposes};
            for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); ++i) {
                camtls_certificate_entry entry;
                while (camtls_certificate_next(&lists[i], &entry) == 0) {
                    bool written = entry.value == (const uint8_t *)entry.text;
                    bool constant = entry.length == 13 && memcmp(entry.value, "<unsupported>", 13) == 0;
                    bool inside = entry.value >= changed && entry.value + entry.length <= changed + der.length;
                    outside += !(entry.length == 0 || written || constant || inside);
                    too_long += strlen(entry.label) >= sizeof(entry.text) || (written && entry.length >= sizeof(entry.text));
                    ++entries;
                }
            }
        }
    }
    CHECK(entries > 10000);
    CHECK(outside == 0);
    CHECK(too_long == 0);
    unsigned read = 0;
    for (size_t length = 0; length < der.length; ++length) {
        camtls_certificate_info info;
        read += camtls_certificate_read(der.bytes, length, &info) == 0;
    }
    CHECK(read == 0);
}

void test_certificate(void) {
    test_read();
    test_hostile();
}
