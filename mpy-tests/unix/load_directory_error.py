# A directory where a file belongs is an OSError of the file system, as on a camera: Linux opens directories as files, and some file
# systems call them 2^63 - 1 bytes long.

import errno, os, ssl

ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
# Of one file system and of another.
for directory in ("/usr", "/tmp", "/proc", os.getcwd()):
    for call in (
        lambda: ctx.load_verify_locations(directory),
        lambda: ctx.load_verify_locations(crl=directory),
        lambda: ctx.load_cert_chain(directory, directory),
        lambda: ctx.load_cert_chain("/rom/server.der", directory),
        lambda: ssl.verify_certificate(directory, "/rom/ca.der"),
        lambda: ssl.verify_certificate("/rom/server.der", directory),
        lambda: ssl.certificate_info(directory),
    ):
        try:
            call()
            print("it is taken")
        except Exception as er:
            if type(er) is not OSError or er.args != (errno.EISDIR,):
                print(directory, repr(er))
print(ssl.verify_certificate("/rom/server.der", "/rom/ca.der"))
