"""All tests, a process for each file side by side, since most of their time is waiting: ``python3 -m tests``."""

import os
import subprocess
import sys
import unittest
from pathlib import Path

from . import support

_LONGEST = 240  # seconds, where others have the machine's cores as well


def main():
    environ = dict(os.environ)
    try:  # once for all of them
        environ.update(FRELAY_TEST_CERTS=str(support.certs()), FRELAY_TEST_RELAY=support.relay())
    except unittest.SkipTest:
        pass  # each test that needs them says so
    names = sorted(file.stem for file in Path(__file__).parent.glob("test_*.py"))
    command = [sys.executable, "-W", "error::ResourceWarning", "-m", "unittest", "-v"]
    running = [
        subprocess.Popen([*command, f"tests.{name}"], env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for name in names
    ]
    failed = []
    for name, process in zip(names, running):
        try:
            output = process.communicate(timeout=_LONGEST)[0].decode(errors="replace")
        except subprocess.TimeoutExpired:
            process.kill()
            output = f"it does not end in {_LONGEST} s\n" + process.communicate()[0].decode(errors="replace")
        print(f"--- {name}\n{output}", flush=True)
        if process.returncode:
            failed.append(name)
    print(f"failed: {', '.join(failed)}" if failed else "all passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
