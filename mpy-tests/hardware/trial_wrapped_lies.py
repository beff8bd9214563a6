# A unit with the camera's hardware key that always answers wrongly: an error each time, and never a key that is not wrapped.
# For a firmware with feature chip-trial (make test-trial).

import os

import wrapping
from wrapping import told
import qemu, ssl

KEY = "/flash/lies.key"
if "lies.key" in os.listdir("/flash"):
    os.remove(KEY)
BEFORE = wrapping.ONE
qemu.device_key(wrapping.LIES)
print(ssl.hardware()["wrapping"])
for _ in range(3):
    print(told(ssl.generate_key, KEY, wrapped=True))
    print(told(ssl.certificate_request, BEFORE, "camera 7"))
print("lies.key" in os.listdir("/flash"), ssl.hardware()["wrapping"])

# It has not said so: nothing is asked of it any more until the camera is reset.
qemu.device_key(wrapping.MINE)
print(told(ssl.generate_key, KEY, wrapped=True))

# Other keys are none of its business.
ssl.generate_key(KEY)
print(told(ssl.certificate_request, KEY, "camera 7"))
os.remove(KEY)
