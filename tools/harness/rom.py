"""The ROMFS image that the cameras find at /rom: certificates, keys and the modules that tests import."""

import importlib.util
import os
import re

from . import BUILD, TESTS, TOP, Trouble


def writer():
    """MicroPython's own writer of ROMFS images, of the tree that the firmware was built from."""
    tree = os.environ.get("MICROPYTHON_DIR") or str(BUILD / "src" / "micropython")
    path = os.path.join(tree, "tools/mpremote/mpremote/romfs.py")
    if not os.path.exists(path):
        raise Trouble(f"no {path}: run make sources, or set MICROPYTHON_DIR")
    spec = importlib.util.spec_from_file_location("romfs", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.VfsRomWriter()


def make(target, pki):
    """Writes the image of all certificates and keys of a tools/pki.py directory to the path `target`."""
    image = writer()
    for path in sorted(pki.glob("*.der")) + sorted(pki.glob("*.pem")):
        image.mkfile(path.name, path.read_bytes())
    catalogue = (TOP / "src" / "policy" / "error.rs").read_text()
    image.mkfile("error_names.txt", "\n".join(re.findall(r'= 0x8\w+ "(ERR_\w+)"', catalogue)).encode())
    image.opendir("lib")
    for path in sorted((TESTS / "lib").glob("*.py")):
        image.mkfile(path.name, path.read_bytes())
    image.closedir()
    target.write_bytes(image.finalise())
    return target
