# Certificates in ROMFS are used where they are; those of a file that may change are copied.

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit

import gc

with open("/rom/many.der", "rb") as f:
    data = f.read()
size = len(data)
with open("/flash/many.der", "wb") as f:
    f.write(data)
del data, f
TIMES = 8


# Bytes of the heap that loading the file so often keeps.
def kept(path):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    gc.collect()
    before = gc.mem_alloc()
    for _ in range(TIMES):
        ctx.load_verify_locations(path)
    gc.collect()
    return gc.mem_alloc() - before


# What is kept beside the bytes fits into one region of the library's.
kept("/rom/many.der")
print(kept("/rom/many.der") < size, kept("/flash/many.der") > TIMES * size)
