# A stream that takes a few bytes a call, or none for a while, loses nothing.

import pipe

for chunk in (1, 3, 50):
    c, s, a, b = pipe.connections()
    a.chunk = b.chunk = chunk
    print(pipe.handshake(c, s))
    text = bytes(range(200)) * 5
    n = 0
    got = b""
    for turn in range(20000):
        a.block_writes = turn % 3 == 1
        if n < len(text):
            n += c.write(text[n:]) or 0
        got += s.read(100) or b""
        if len(got) >= len(text):
            break
    print(n == len(text), got == text)
