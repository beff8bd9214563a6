# Alerts received: the peer says why it ends the connection; the text adds what is known here.

import ssl

import pipe
from provoke import client, show


class Alerting(pipe.Pipe):
    # Answers the first flight with an alert.
    def __init__(self, number, level=2):
        super().__init__()
        self.answer = bytes([21, 3, 3, 0, 2, level, number])

    def write(self, buf):
        self.arrived.extend(self.answer)
        self.answer = b""
        return len(buf)


def receive(number, identity=None, level=2):
    ctx = client(identity=identity)
    ctx.wrap_socket(Alerting(number, level), server_hostname="broker.local")


for name, number in (
    ("UNEXPECTED_MESSAGE", 10),
    ("BAD_RECORD_MAC", 20),
    ("DECRYPTION_FAILED", 21),
    ("RECORD_OVERFLOW", 22),
    ("DECOMPRESSION_FAILURE", 30),
    ("HANDSHAKE_FAILURE", 40),
    ("NO_CERTIFICATE", 41),
    ("ILLEGAL_PARAMETER", 47),
    ("DECODE_ERROR", 50),
    ("DECRYPT_ERROR", 51),
    ("TOO_MANY_CIDS_REQUESTED", 52),
    ("EXPORT_RESTRICTION", 60),
    ("PROTOCOL_VERSION", 70),
    ("INSUFFICIENT_SECURITY", 71),
    ("INTERNAL_ERROR", 80),
    ("INAPPROPRIATE_FALLBACK", 86),
    ("USER_CANCELED", 90),
    ("NO_RENEGOTIATION", 100),
    ("MISSING_EXTENSION", 109),
    ("UNSUPPORTED_EXTENSION", 110),
    ("CERTIFICATE_UNOBTAINABLE", 111),
    ("UNRECOGNIZED_NAME", 112),
    ("BAD_CERTIFICATE_STATUS_RESPONSE", 113),
    ("BAD_CERTIFICATE_HASH_VALUE", 114),
    ("UNKNOWN_PSK_IDENTITY", 115),
    ("CERTIFICATE_REQUIRED", 116),
    ("GENERAL_ERROR", 117),
    ("NO_APPLICATION_PROTOCOL", 120),
    ("ECH_REQUIRED", 121),
    ("UNASSIGNED", 200),
):
    show("ERR_ALERT_" + name, receive, number)

# What the peer may say of this camera's certificate.
for name, number in (
    ("BAD_CERTIFICATE", 42),
    ("UNSUPPORTED_CERTIFICATE", 43),
    ("CERTIFICATE_REVOKED", 44),
    ("CERTIFICATE_EXPIRED", 45),
    ("CERTIFICATE_UNKNOWN", 46),
    ("UNKNOWN_CA", 48),
    ("ACCESS_DENIED", 49),
):
    show("ERR_ALERT_" + name, receive, number, "client")
show("ERR_ALERT_CERTIFICATE_EXPIRED", receive, 45, "client-expired")
show("ERR_ALERT_CERTIFICATE_EXPIRED", receive, 45)

show("ERR_ALERT_CLOSE_NOTIFY", receive, 0, level=1)
