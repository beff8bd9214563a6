# A unit with the camera's hardware key that fails whatever it is asked: an error each time, and never a key that is not wrapped.
# For a firmware with feature chip-trial (make test-trial).

import os

import wrapping
from wrapping import told
import qemu, ssl

KEY = "/flash/fails.key"
if "fails.key" in os.listdir("/flash"):
    os.remove(KEY)
BEFORE = wrapping.ONE
qemu.device_key(wrapping.FAILS)
print(ssl.hardware()["wrapping"])
for _ in range(3):
    print(told(ssl.generate_key, KEY, wrapped=True))
    print(told(ssl.certificate_request, BEFORE, "camera 7"))
print("fails.key" in os.listdir("/flash"), ssl.hardware()["wrapping"])

# It has said so each time: once it works again, it is trusted again, after a known answer.
qemu.device_key(wrapping.MINE)
print(told(ssl.generate_key, KEY, wrapped=True), told(ssl.certificate_request, BEFORE, "camera 7"))
os.remove(KEY)

# Other keys are none of its business.
ssl.generate_key(KEY)
print(told(ssl.certificate_request, KEY, "camera 7"))
os.remove(KEY)
