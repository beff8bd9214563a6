// The groups of tests, one file each.
#ifndef CAMTLS_TESTS_GROUPS_H
#define CAMTLS_TESTS_GROUPS_H

void test_library(void);    // the library itself: versions, catalogue, start and end
void test_arguments(void);  // NULL, numbers outside an enum, wrong order of calls
void test_loading(void);    // certificates, keys and lists that are not what they should be
void test_certificate(void);  // what a certificate says
void test_handshake(void);  // both roles, both versions, every kind of key; what a verdict looks like
void test_wire(void);       // slow, cut, changed and foreign bytes
void test_finished(void);   // a peer that writes more into the record of its Finished
void test_flood(void);      // a peer that keeps an open connection busy with nothing
void test_key_shares(void);  // the keys of TLS 1.3: how long they live, and that nothing is left of them
void test_session(void);   // a client resumes, a server gives tickets; what a session is bound to
void test_memory(void);     // every allocation fails once; nothing is left behind
void test_operations(void); // dates, a clock that goes back, an identity and anchors that are replaced
void test_own_keys(void);   // keys that are made, requests, slots, what a CA answers
void test_datagram(void); // DTLS: what a network does to datagrams

#endif
