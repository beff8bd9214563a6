# A verify_callback that refuses ends the deferred handshake: no read ever gives bytes, and the failure stays.

import pipe, refused

for answer in (1, -1, "raise"):

    def callback(der, depth):
        if answer == "raise":
            raise ValueError("not this one")
        return answer

    ctx = pipe.client_context()
    ctx.verify_callback = callback
    c, s, _, _ = pipe.connections(ctx)
    er = pipe.refusal(c, s)
    print("ValueError" if type(er) is ValueError else refused.describe(er))
    for call in (lambda: c.read(10), lambda: c.recv(10), lambda: c.write(b"x")):
        try:
            print(call())
        except OSError as er:
            print(type(er) is OSError, er.errno < 0)
    c.close()
