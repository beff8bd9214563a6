#!/usr/bin/env python3
"""A web server of CPython over TLS: https_server.py PORT CERTIFICATE (without .pem) [DATE].

Each answer has the Date of this machine; or DATE, whatever that is; or none, if it is empty. The Date of "trickled" is right when it is
written, and comes a byte at a time, behind a line that takes ten seconds.
"""

import http.server
import ssl
import sys
import time


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    date = None

    def date_time_string(self, timestamp=None):
        return super().date_time_string(timestamp) if self.date in (None, "trickled") else self.date

    def send_header(self, keyword, value):
        if keyword != "Date" or value:
            super().send_header(keyword, value)

    def trickle(self):
        answer = "HTTP/1.1 200 OK\r\nServer: " + 80 * "x" + "\r\nDate: " + self.date_time_string() + "\r\n\r\n"
        for byte in answer.encode():
            self.wfile.write(bytes([byte]))
            time.sleep(0.1)

    def do_HEAD(self):
        if self.date == "trickled":
            return self.trickle()
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A client that refuses the certificate is no news."""


def main(port, name, date=None):
    Handler.date = date
    server = Server(("127.0.0.1", port), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{name}.pem", f"{name}.key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print("ACCEPT", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
