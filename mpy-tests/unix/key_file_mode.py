# What has a private key is its owner's alone where files have modes, whatever the mask says, and whether or not it was there before.

import ffi, os, ssl

umask = ffi.open(None).func("I", "umask", "I")


# os.stat has the kind of a file alone.
def mode(path):
    os.system("stat -c %%a '%s' >'%s.mode'" % (path, path))
    with open(path + ".mode") as f:
        return f.read().strip()


folder = "key_file_mode"
try:
    os.mkdir(folder)
except OSError:
    pass
try:
    for mask in (0o022, 0, 0o777):
        umask(mask)
        ssl.generate_key(folder + "/a.key", overwrite=True)
        print(mode(folder + "/a.key"))
        print(umask(0o022) == mask)
        os.remove(folder + "/a.key")
        os.remove(folder + "/a.key.mode")
    # One that everybody could read.
    with open(folder + "/b.key", "w") as f:
        f.write("x")
    print(mode(folder + "/b.key"))
    ssl.generate_key(folder + "/b.key", overwrite=True)
    print(mode(folder + "/b.key"))
    # A stored identity.
    with open("/rom/server.key.der", "rb") as f:
        ssl.install_identity(folder, "/rom/server.der", f.read())
    print(mode(folder + "/identity.0"))
finally:
    for name in os.listdir(folder):
        os.remove(folder + "/" + name)
    os.rmdir(folder)
