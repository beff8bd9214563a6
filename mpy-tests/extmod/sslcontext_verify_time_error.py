# An unset clock is told apart from a wrong one, and says what to do; the certificate that was refused is good once it is set.

try:
    from machine import RTC
except ImportError:
    print("SKIP")
    raise SystemExit

import pipe, refused, time

rtc = RTC()
now = rtc.datetime()
rtc.deinit()
try:
    c, s, _, _ = pipe.connections()
    er = pipe.refusal(c, s)
except OSError as caught:
    er = caught
print(refused.describe(er, "clock is not set", "ntptime.settime()"))

# A clock from before the firmware was built is not set either.
rtc.datetime((2015, 1, 1, 0, 0, 0, 0, 0))
c, s, _, _ = pipe.connections()
print(refused.describe(pipe.refusal(c, s), "ntptime.settime()"))

# Ten years on, everything has expired.
rtc.datetime((now[0] + 10,) + now[1:])
c, s, _, _ = pipe.connections()
print(refused.describe(pipe.refusal(c, s), "expired"))

rtc.datetime(now)
c, s, _, _ = pipe.connections()
print(pipe.handshake(c, s))
