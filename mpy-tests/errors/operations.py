# A server that cannot be reached, one that does not say the time, and a clock that is earlier than it was.

import ssl, tls

import machine
from provoke import FORGED, NOW, show

show("ERR_NO_ADDRESS", tls._failed, ssl.ERR_NO_ADDRESS, "brokr.local", 0)
show("ERR_CONNECT_FAILED", tls._failed, ssl.ERR_CONNECT_FAILED, "broker.local", 8883)
show("ERR_NO_DATE", tls._failed, ssl.ERR_NO_DATE, "broker.local", 0)


def verify(day):
    machine.RTC().datetime(NOW)
    tls._clock(tls._clock())
    machine.RTC().datetime(NOW[:2] + (day,) + NOW[3:])
    ssl.verify_certificate(FORGED + "server.der", FORGED + "root.der", "broker.local")


show("ERR_CLOCK_WENT_BACK", verify, 14)
