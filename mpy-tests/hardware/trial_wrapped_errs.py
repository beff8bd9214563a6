# A unit with the camera's hardware key that answers wrongly now and then: no file is written that does not open.
# For a firmware with feature chip-trial (make test-trial).

import wrapping
from wrapping import told
import qemu, ssl

KEY = "/flash/errs.key"
made = failed = 0
for _ in range(20):
    qemu.device_key(wrapping.ERRS)
    said = told(ssl.generate_key, KEY, overwrite=True, wrapped=True)
    if said != "done":
        failed += 1
        print(said)
        continue
    made += 1
    qemu.device_key(wrapping.MINE)
    request = ssl.certificate_request(KEY, "camera 7")
print("made:", made > 0, "failed:", failed > 0, ssl.hardware()["wrapping"][0])
