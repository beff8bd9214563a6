#!/usr/bin/env python3
"""Makes a ROMFS image of a directory: what a camera has at /rom.

    port/qemu/make-rom.py [--micropython TREE] DIRECTORY IMAGE

The writer is MicroPython's own (tools/mpremote in its source tree). The image is for `run.sh --rom` and, on the unix
port, for the environment variable CAMTLS_ROM.
"""

import argparse
import contextlib
import importlib.util
import os
import pathlib
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]


def load_writer(tree):
    path = pathlib.Path(tree) / "tools/mpremote/mpremote/romfs.py"
    if not path.is_file():
        sys.exit(f"make-rom: {path} is missing; set MICROPYTHON_DIR or --micropython to a MicroPython source tree")
    spec = importlib.util.spec_from_file_location("romfs", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--micropython", default=os.environ.get("MICROPYTHON_DIR", TOP / "build/src/micropython"))
    parser.add_argument("directory")
    parser.add_argument("image")
    options = parser.parse_args()
    writer = load_writer(options.micropython)
    # The writer lists what it packs on stdout; that is for people who call it by hand.
    with contextlib.redirect_stdout(sys.stderr if sys.stderr.isatty() else open(os.devnull, "w")):
        image = writer.make_romfs(options.directory, mpy_cross=False)
    pathlib.Path(options.image).write_bytes(image)


if __name__ == "__main__":
    main()
