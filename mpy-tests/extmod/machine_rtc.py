# The camera's clock: what is set is what time counts on from; what is no date is refused.

try:
    from machine import RTC
except ImportError:
    print("SKIP")
    raise SystemExit

import time

rtc = RTC()
rtc.datetime((2026, 11, 23, 0, 20, 31, 5, 0))
print(rtc.datetime()[:7])
print(int(time.time()), time.localtime()[:6], time.gmtime()[:6])

# The weekday that one gives is ignored, 29 February is a day in leap years.
rtc.datetime((2028, 2, 29, 6, 23, 59, 59, 0))
print(rtc.datetime()[:4])

for date in (
    (2027, 2, 29, 0, 0, 0, 0, 0),
    (2026, 13, 1, 0, 0, 0, 0, 0),
    (2026, 0, 1, 0, 0, 0, 0, 0),
    (2026, 1, 1, 0, 24, 0, 0, 0),
    (2026, 1, 1, 0, 0, 60, 0, 0),
    (1969, 12, 31, 0, 0, 0, 0, 0),
    (2026, 1, 1),
):
    try:
        rtc.datetime(date)
    except ValueError:
        print("refused", date)

# The refused dates have changed nothing.
print(rtc.datetime()[0])

rtc.deinit()
print(rtc.datetime()[0], time.time() < 10)
