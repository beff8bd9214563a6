# Every way to read and write, `with`, and methods that a socket's stream may lack.

import pipe

c, s, _, _ = pipe.connections()
print(pipe.handshake(c, s))
print(c.write(b"first line\nsecond line\nthe rest"))
print(s.readline())
buf = bytearray(6)
print(s.readinto(buf), buf)
print(s.recv(6))
print(s.recv_into(buf), buf)
print(s.read(100))
print(s.read(100))
print(c.send(b"x"), c.sendall(bytearray(b"y")), c.write(memoryview(b"z")))
print(s.read(3))
print(c.write(b""), s.read(0))
for call in (lambda: c.write("text"), lambda: c.read("text")):
    try:
        print(call())
    except TypeError:
        print("TypeError")
with c as inner:
    print(inner is c)
print(s.read(10))
print(s.read(10))
