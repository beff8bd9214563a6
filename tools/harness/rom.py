"""The ROMFS image that the cameras find at /rom: certificates, keys, the modules that tests import, and the examples."""

import re
import shutil
import subprocess
import sys

from . import BUILD, TESTS, TOP, Trouble


def make(target, pki):
    """Writes the image of all certificates and keys of a tools/pki.py directory, and of tools/forge.py's below it, to the path `target`."""
    directory = target.with_suffix(".files")
    shutil.rmtree(directory, ignore_errors=True)
    for folder in (TESTS / "lib", TOP / "examples"):
        shutil.copytree(folder, directory / folder.name, ignore=lambda *_: ["__pycache__"])
    # Scripts from PyPI, below lib/ where they are imported from.
    if (scripts := BUILD / "peers" / "micropython").is_dir():
        shutil.copytree(scripts, directory / "lib", dirs_exist_ok=True)
    for path in [*pki.glob("*.der"), *pki.glob("*.pem")]:
        shutil.copy(path, directory)
    if (pki / "forged").is_dir():
        shutil.copytree(pki / "forged", directory / "forged")
    # The catalogue's names: constants of ssl that dir() does not list.
    catalogue = (TOP / "src" / "policy" / "error.rs").read_text()
    names = re.findall(r'= 0x8\w+ "(ERR_\w+)"', catalogue)
    (directory / "error_names.txt").write_text("\n".join(names))
    command = [sys.executable, TOP / "port" / "qemu" / "make-rom.py", directory, target]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Trouble(done.stderr.strip())
    return target
