# Shows what was raised as the tests want to see it: exactly OSError, the code by its name, and the words that its text must have.

import ssl


# The names of the catalogue, as the harness found them in its source.
def names():
    with open("/rom/error_names.txt") as f:
        return f.read().split()


def name_of(code):
    for name in names():
        if getattr(ssl, name, None) == code:
            return name
    return code


# Prints one line for what `call` raises.
def show(call, *words):
    try:
        call()
    except Exception as er:
        print(describe(er, *words))
    else:
        print("nothing was raised")


def describe(er, *words):
    if type(er) is not OSError:
        return "%s, not OSError: %s" % (type(er), er)
    name = name_of(er.errno)
    text = er.args[1] if len(er.args) > 1 else ""
    missing = [word for word in words if word not in text]
    if missing:
        return "%s, but its text lacks %s: %s" % (name, missing, text)
    if len(text) > 255:
        return "%s, but its text is %d bytes long" % (name, len(text))
    return "OSError %s" % name
