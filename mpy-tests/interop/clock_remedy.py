# The remedy that the text names: with an unset clock the connection is refused; after the time is fetched by NTP it is verified.

try:
    from machine import RTC
except ImportError:
    print("SKIP")
    raise SystemExit

import peer, pipe, refused, time

rtc = RTC()
rtc.deinit()
server = peer.openssl("s_server -accept {port} -www -cert server.pem -key server.key.pem")
ctx = pipe.client_context()


def get():
    s = ctx.wrap_socket(server.connect(), server_hostname="broker.local")
    s.write(b"GET / HTTP/1.0\r\n\r\n")
    page = s.read()
    s.close()
    return page


refused.show(get, "ntptime.settime()")

# What ntptime does, over a stream: asks (RFC 4330), and sets the clock by the transmit time, which counts from 1900.
query = bytearray(48)
query[0] = 0x1B
s = peer.ntp().connect()
s.write(query)
answer = s.read(48)
s.close()
seconds = int.from_bytes(answer[40:44], "big") - 2208988800
t = time.gmtime(seconds - (946684800 if time.gmtime(0)[0] == 2000 else 0))
rtc.datetime((t[0], t[1], t[2], 0, t[3], t[4], t[5], 0))

print(get()[:15])
