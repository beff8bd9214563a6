# Clock and randomness: the firmware could not give what TLS needs.

import ssl

import machine
import pipe
from provoke import FORGED, client, show


def verify():
    machine.RTC().deinit()
    ssl.verify_certificate(FORGED + "server.der", FORGED + "root.der", "broker.local")


show("ERR_CLOCK_NOT_SET", verify)


def randomness(source):
    machine.random_source(source)
    try:
        client().wrap_socket(pipe.pair()[0], server_hostname="broker.local")
    finally:
        machine.random_source(None)


show("ERR_RANDOM_FAILED", randomness, "/no/such/file")
show("ERR_RANDOM_STUCK", randomness, "/dev/zero")
