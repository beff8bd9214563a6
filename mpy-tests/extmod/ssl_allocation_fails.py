# The n-th allocation of a handshake fails, whoever asks for it: OSError(ENOMEM), nothing is kept, and the next connection works. On
# a computer every single one is tried (tests/memory.c), here as many as are done in time.

try:
    import qemu
except ImportError:
    print("SKIP: allocations fail on demand on the emulated cameras only")
    raise SystemExit

import errno, gc, pipe


def contexts(version):
    client, server = pipe.client_context(), pipe.server_context()
    client.minimum_version = client.maximum_version = version
    server.minimum_version = server.maximum_version = version
    return client, server


# What a connection from its beginning to its end comes to: "done", or the error's name.
def attempt(client, server):
    c = s = a = b = None
    try:
        c, s, a, b = pipe.connections(client, server)
        if pipe.handshake(c, s):
            return "done"
        # A write that accepted its data leaves what its stream raised to the next call.
        c.read(1)
        s.read(1)
        return "not done"
    except MemoryError:
        return "MemoryError"
    except OSError as er:
        return "ENOMEM" if type(er) is OSError and er.errno == errno.ENOMEM else repr(er)
    finally:
        # Without memory for their last words, too, they end here.
        if c:
            c.close()
        if s:
            s.close()


def held():
    gc.collect()
    return qemu.held()


def run(name, who, version, allowed):
    client, server = contexts(version)
    attempt(client, server)
    before = held()
    heap = gc.mem_alloc()
    qemu.fail_allocation(who, 0)
    attempt(client, server)
    count = qemu.fail_allocation(who, 0)
    step = 1 + count // 150
    seen = {}
    tried = 0
    for n in range(1, count + 1, step):
        qemu.fail_allocation(who, n)
        result = attempt(client, server)
        qemu.fail_allocation(who, 0)
        tried += 1
        seen[result] = seen.get(result, 0) + 1
        if result not in allowed:
            print(name, "allocation", n, "of", count, result)
        if held() > before:
            print(name, "allocation", n, "of", count, "left", qemu.held() - before, "bytes")
        if attempt(client, server) != "done":
            print(name, "allocation", n, "of", count, "the next connection fails")
    left = held() - before
    # One lost block of the Python heap (16 bytes) a turn would be more. A stale word on the stack may still hold one buffer of a pipe.
    print(name, hex(version), tried > 1, seen.get("done", 0) < tried, left <= 0, gc.mem_alloc() - heap < 16 * max(tried, 64))


for version in pipe.VERSIONS:
    run("Mbed TLS", qemu.MBEDTLS, version, ("ENOMEM", "done"))
    run("blocks", qemu.BLOCKS, version, ("ENOMEM", "done"))
    # What a script and its streams allocate is Python's own MemoryError.
    run("Python", qemu.PYTHON, version, ("ENOMEM", "MemoryError", "done"))
