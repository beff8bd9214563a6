# What of the modules ssl and tls is written in Python: port/micropython.mk says how a firmware gets it.
import os

if os.environ.get("CAMTLS_OPERATIONS") != "0":
    module("ssl_operations.py", opt=3)
    module("ssl_renewal.py", opt=3)
