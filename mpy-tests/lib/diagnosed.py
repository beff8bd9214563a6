# ssl.diagnose(), with what differs from run to run masked in what it prints.

import re, refused, ssl

import ssl_operations


def show(*words):
    line = " ".join(str(word) for word in words)
    for pattern, mask in ((r" +\d+ ms", " N ms"), (r"\d+-\d+-\d+ \d+:\d+(:\d+)?", "DATE"), (r"[A-Z][a-z][a-z] +\d+ [0-9:]+ \d+ GMT", "DATE"),
                          (r"port \d+", "port N")):
        line = re.sub(pattern, mask, line)
    print(" ", line)


ssl_operations.print = show


def diagnose(title, *args, **kwargs):
    print(title)
    code = ssl.diagnose(*args, **kwargs)
    print(" ", "0" if code == 0 else refused.name_of(code))
