"""A command that misbehaves as it is told to; it is run by ``exec:`` with the word for how."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

INSTRUCTION: Any = json.load(sys.stdin)


def hangs() -> str:
    time.sleep(600)
    return ""


def leaves_somebody_behind() -> str:
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    return hangs()


def leaves_a_daemon_behind() -> str:
    daemon = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    Path(os.environ["SANDBOX_STATE_DIR"], "daemon.pid").write_text(str(daemon.pid))
    return '{"ok": true}'


def hangs_with_a_daemon() -> str:
    leaves_a_daemon_behind()
    return hangs()


def says_it_slowly() -> str:
    """Closes its standard output, and ends a little later."""
    os.write(1, b'{"ok": ')
    time.sleep(0.2)
    os.write(1, b"true}")
    os.close(1)
    time.sleep(0.2)
    os._exit(0)


def does_not_listen() -> str:
    os.close(0)
    return '{"ok": true}'


def crashes() -> str:
    sys.exit(f"no idea what to do with key {INSTRUCTION['apiKey']} in {os.environ['SANDBOX_STATE_DIR']}")


def prints_too_much() -> str:
    while True:
        sys.stdout.write("x" * 1_000_000)


def prints_bytes() -> str:
    sys.stdout.buffer.write(b"\xff\xfe\xfd")
    return ""


def falls_over() -> str:
    os.kill(os.getpid(), signal.SIGABRT)
    return ""


def tells() -> str:
    told = {"instruction": INSTRUCTION, "environment": dict(os.environ), "arguments": sys.argv}
    Path(os.environ["SANDBOX_STATE_DIR"], f"turn-{INSTRUCTION['turn']}.json").write_text(json.dumps(told))
    return '{"ok": true}'


def does_nothing() -> str:
    return '{"books": {"invoices": [], "bookings": []}}' if INSTRUCTION["do"] == "books" else '{"ok": true}'


WAYS = {
    "hangs": hangs,
    "leaves-somebody-behind": leaves_somebody_behind,
    "leaves-a-daemon-behind": leaves_a_daemon_behind,
    "hangs-with-a-daemon": hangs_with_a_daemon,
    "says-it-slowly": says_it_slowly,
    "does-not-listen": does_not_listen,
    "crashes": crashes,
    "prints-rubbish": lambda: "Traceback: \x1b[31mnot JSON",
    "prints-bytes": prints_bytes,
    "falls-over": falls_over,
    "prints-too-much": prints_too_much,
    "says-nothing": lambda: "",
    "gives-up": lambda: '{"error": "out of paper"}',
    "answers-something-else": lambda: '{"fine": true}',
    "tells": tells,
    "does-nothing": does_nothing,
}

sys.stdout.write(WAYS[sys.argv[1]]())
