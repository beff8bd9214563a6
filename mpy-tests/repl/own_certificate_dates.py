"""An own certificate that has expired, or is not valid yet, is loaded all the same, with one line on the console: the peer's clock
decides. While the camera's own clock is not set, nothing is said."""

import re

# What each says; {} are its dates and the distances, which differ from day to day.
LINES = {
    "client": "",
    "expired-client": r"ssl: certificate 'camera 4' expired on 20\S+ \S+ UTC, 3 days before the camera's clock \(20\S+ \S+\): .+\n",
    "early-client": r"ssl: certificate 'camera 5' is not valid for another (2 days|47 h), from 20\S+ \S+ UTC; the camera's clock says .+\n",
}


def run(board):
    board.boot()
    board.say("import ssl")
    board.say("ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)")
    clocks = [True] if board.name == "unix" else [False, True]
    for is_set in clocks:
        if is_set and board.name != "unix":
            board.set_clock()
        for name, line in LINES.items():
            told = board.say(f"ctx.load_cert_chain('/rom/{name}.der', '/rom/{name}.key.der')")
            if not re.fullmatch(line if is_set else "", told):
                return f"{name}, clock {'set' if is_set else 'not set'}: {told!r}"
    return ""
