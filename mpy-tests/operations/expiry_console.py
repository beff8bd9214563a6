# Without expiry_callback it is one line on the console for each certificate, however many contexts come with it.

import pipe
import machine, time
from pipe import ssl

for name, left in (("server", 120 * 86400 + 7), ("deep", 40 * 3600 + 7)):
    now = time.gmtime(ssl.certificate_info("/rom/" + name + ".der")[0]["not_after"] - left)
    machine.RTC().datetime(now[:3] + (0,) + now[3:6] + (0,))
    for _ in range(2):
        ctx = pipe.server_context(name)
        for _ in range(2):
            ctx.wrap_socket(pipe.pair()[0], server_side=True, do_handshake_on_connect=False).close()
    print(name)
