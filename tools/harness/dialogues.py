"""The dialogues of a page of documentation, typed at the REPL as they are written there.

A block of the language `pycon` is a dialogue: what stands behind `>>> ` is typed, and what follows is what the camera must print, but for
dates, times and spans. A line `$ openssl s_server …` starts that server in the directory of the test certificates. Each section
(`## …`) begins with the camera's power on, an empty /flash, and the certificates of tools/pki.py in /rom. The page speaks of the
machine at the desk as 192.0.2.7, here it is 127.0.0.1, and of ports that somebody may have: both are translated.

What a page says to this program alone stands in comments of HTML:

    <!-- peer: https 4443 server -->     a web server at that port, with that certificate
    <!-- peer: plain 8080 -->            a web server without TLS
    <!-- peer: nobody 8884 -->           a port at which nobody listens

A block of the language `python` whose first line is `# /flash/NAME.py` is that file.
"""

import difflib
import importlib.machinery
import importlib.util
import pathlib
import re
import shlex
import tempfile

from . import BUILD, TOP, Trouble, peers, programs

DESK, HERE = "192.0.2.7", "127.0.0.1"
PART = re.compile(
    r"^## (?P<section>[^\n]+)$|^<!-- peer: (?P<peer>[^\n]+) -->$|^```(?P<language>pycon|python)\n(?P<block>.*?)^```$", re.MULTILINE | re.DOTALL
)


def masker():
    """What hides that which differs from run to run: tools/check/transcript's, and dates as certificates spell them."""
    loader = importlib.machinery.SourceFileLoader("transcript", str(TOP / "tools" / "check" / "transcript"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("transcript", loader))
    loader.exec_module(module)
    return lambda text: module.masked(re.sub(r" +", " ", re.sub(r"[A-Z][a-z]{2} +\d+ [\d:]+ \d{4} GMT", "<date>", text)))


class Section:
    """One section of a page, on one board."""

    def __init__(self, board, pki, work):
        self.board, self.pki, self.work = board, pki, work
        self.ports = {}
        self.running = []
        self.masked = masker()

    def port(self, nominal):
        return self.ports.setdefault(nominal, str(peers.free_port()))

    def here(self, text):
        for nominal, actual in self.ports.items():
            text = re.sub(rf"\b{nominal}\b", actual, text)
        return text.replace(DESK, HERE)

    def there(self, text):
        for nominal, actual in self.ports.items():
            text = re.sub(rf"\b{actual}\b", nominal, text)
        return text.replace(HERE, DESK)

    def peer(self, words):
        kind, nominal, *names = words.split()
        port = int(self.port(nominal))
        if kind == "https":
            self.running.append(programs.https(self.pki, self.work, port, *names))
        elif kind == "plain":
            self.running.append(peers.Plain(b"HTTP/1.1 400 Bad Request\r\n\r\n", after=True, port=port))
        elif kind != "nobody":
            raise Trouble(f"no peer is called {kind}")

    def command(self, line):
        words = shlex.split(line)
        if words[:2] != ["openssl", "s_server"]:
            raise Trouble(f"only openssl s_server is started from a page, not: {line}")
        port = self.port(words[words.index("-accept") + 1])
        self.running.append(peers.openssl(shlex.split(self.here(line))[1:], self.pki, int(port)))

    def file(self, block):
        name = re.match(r"# /flash/(\S+\.py)\n", block)
        if name:
            (pathlib.Path(self.board.flash.name) / name[1]).write_text(block)

    def dialogue(self, block):
        """What differs in a block, as lines."""
        printed = []
        for line in block.splitlines():
            if line.startswith("$ "):
                printed.append(line)
                self.command(line[2:])
            elif line.startswith(">>> "):
                printed.append(line)
                output = self.board.say(self.here(line[4:]))
                # Certificates carry both addresses: where the desk was not meant, nothing is translated back.
                printed += (self.there(output) if DESK in line else output).splitlines()
        if self.masked(block) == self.masked("\n".join(printed)):
            return []
        return list(difflib.unified_diff(block.splitlines(), printed, "written", "printed", lineterm=""))

    def stop(self):
        for peer in self.running:
            peer.stop()


def run(board, page, pki):
    """For each section that has dialogues: its title, and what differs."""
    text = page.read_text()
    sections = []
    for part in PART.finditer(text):
        if part["section"]:
            sections.append((part["section"], []))
        elif sections:
            sections[-1][1].append(part)
    for title, parts in sections:
        if not any(part["language"] == "pycon" for part in parts):
            continue
        with tempfile.TemporaryDirectory(dir=BUILD, prefix="page-") as work:
            section = Section(board, pki, pathlib.Path(work))
            differences = []
            board.boot()
            try:
                for part in parts:
                    if part["peer"]:
                        section.peer(part["peer"])
                    elif part["language"] == "python":
                        section.file(part["block"])
                    else:
                        differences += section.dialogue(part["block"])
            except (Trouble, OSError) as trouble:
                differences.append(str(trouble))
            finally:
                section.stop()
                board.stop()
        yield title, differences
