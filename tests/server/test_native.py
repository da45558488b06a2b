"""Native libraries in the server's process."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
from server import __main__ as start

def run(settings, options):
    import tensorflow
    from mysql.connector import HAVE_CEXT
    print("in C:", HAVE_CEXT)

start._run = run
start.main([])
"""


def test_the_server_talks_to_mysql_with_the_drivers_part_in_c() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=120, check=False)
    assert "in C: True" in done.stdout, done.stderr[-2000:]
