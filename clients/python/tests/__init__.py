"""The tests of the client in ``src``: ``python3 -m tests`` runs all, ``python3 -m unittest tests.NAME`` one file."""

import logging
import sys
from pathlib import Path

SOURCE = str(Path(__file__).resolve().parents[1] / "src")

sys.path.insert(0, SOURCE)
logging.getLogger("frelay").addHandler(logging.NullHandler())
