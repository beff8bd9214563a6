# What is asked before the handshake or after close answers None: cipher() crashed once.

import pipe

c, s, _, _ = pipe.connections()
print(c.cipher(), c.version(), c.getpeercert(True))
print(pipe.handshake(c, s))
print(len(c.cipher()))
c.close()
c.close()
for call in (c.cipher, c.version, lambda: c.getpeercert(True)):
    try:
        call()
        print("no crash")
    except OSError as er:
        print("no crash")
c, s, _, _ = pipe.connections()
c.close()
for call in (c.cipher, c.version, lambda: c.getpeercert(True)):
    try:
        call()
        print("no crash")
    except OSError as er:
        print("no crash")
