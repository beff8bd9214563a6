# A stream that misbehaves as real ones do, one fault at a time, wherever a connection may be. It takes the place of pipe.Pipe.

import errno, pipe
from micropython import const

_POLL = const(3)



# The exception of a stream's own.
class Mine(Exception):
    pass


class Hostile(pipe.Pipe):
    # What goes wrong from now on, by name; None for nothing. `left` counts the calls until it does, and `times` how often.
    def __init__(self):
        super().__init__()
        self.fault = None
        self.left = 0
        self.times = 1
        self.struck = 0

    def strikes(self, *faults):
        if self.fault not in faults:
            return False
        if self.left > 0:
            self.left -= 1
            return False
        if self.times == 0:
            return False
        self.times -= 1
        self.struck += 1
        return True

    # What readinto and write answer instead of doing what they should; 0 for nothing.
    def meddle(self):
        if self.strikes("exception"):
            raise Mine(self.struck)
        if self.strikes("timeout"):
            return -errno.ETIMEDOUT
        if self.strikes("reset"):
            return -errno.ECONNRESET
        return None if self.strikes("again") else 0

    def readinto(self, buf):
        answer = self.meddle()
        if answer != 0:
            return answer
        if self.strikes("end"):
            self.ended = True
            self.arrived[:] = b""
        if self.fault == "one byte":
            buf = memoryview(buf)[:1]
        return super().readinto(buf)

    def write(self, buf):
        answer = self.meddle()
        if answer != 0:
            return answer
        if self.fault == "one byte":
            buf = memoryview(buf)[:1]
        elif self.fault == "half":
            buf = memoryview(buf)[: (len(buf) + 1) // 2]
        return super().write(buf)

    def ioctl(self, request, arg):
        if request == _POLL and self.fault == "no poll":
            return -22  # EINVAL, as a WINC1500's socket answers
        return super().ioctl(request, arg)
