# Who does the work: software, where there is no chip.

try:
    import ssl
except ImportError:
    print("SKIP")
    raise SystemExit

served = ssl.hardware()
for work in sorted(served):
    print(work, served[work])

try:
    ssl.hardware(1)
except TypeError:
    print("TypeError")
