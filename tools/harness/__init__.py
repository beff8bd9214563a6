"""Runs MicroPython scripts on the unix firmware and on the emulated cameras, with real peers on this machine.

    board.py    starts a firmware: runs a script to its end, or holds a dialogue with the REPL
    service.py  what a running script can ask of this machine: start a peer, press Ctrl-C
    peers.py    the peers: openssl, a plain TCP server, an NTP responder
    programs.py peers of other makers: nginx, mosquitto, GnuTLS, curl, Chromium, CPython's asyncio
    dialogues.py  the dialogues of a page of documentation
    rom.py      the ROMFS image that the cameras find at /rom
"""

import os
import pathlib

TOP = pathlib.Path(__file__).resolve().parents[2]
BUILD = TOP / "build"
TESTS = TOP / "mpy-tests"

BOARDS = ("unix", "MPS2_AN500", "MPS3_AN547")


class Trouble(Exception):
    """A test cannot go on: its text is for the person who reads the results."""


def firmware(board):
    """The program of a board: the environment's FIRMWARE_<BOARD>, or where `make firmware` puts it."""
    name = "micropython" if board == "unix" else "firmware.elf"
    return pathlib.Path(os.environ.get(f"FIRMWARE_{board.upper()}") or BUILD / "firmware" / board / name)
