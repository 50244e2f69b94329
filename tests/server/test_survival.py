"""A server that keeps its worlds on disk: what it has acknowledged is there after it was killed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

ADDRESS = re.compile(r"running at (http://\S+)")
TOKEN = re.compile(r"token of Demo Creditor Oy +(\w+)")


@contextmanager
def served(data: Path) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Run the command as a person would; yield the process, its address and the demo creditor's token."""
    command = [sys.executable, "-m", "simulator.cli", "serve", "--port", "0", "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        said = ""
        while "Ctrl-C" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        url, token = ADDRESS.search(said), TOKEN.search(said)
        assert url
        assert token
        try:
            yield process, url[1], token[1]
        finally:
            process.kill()


def sent(url: str, token: str, document: object = None) -> object:
    body = None if document is None else json.dumps(document).encode()
    with urlopen(Request(url, body, {"X-Api-Key": token, "Content-Type": "application/json"})) as answer:
        return json.loads(answer.read())


def invoice(number: int) -> dict[str, object]:
    header = {"number": number, "type": "INVOICE", "date": "2026-01-02", "dueDate": "2026-01-16", "currencyCode": "EUR"}
    parties = {"sellerParty": {"name": "Made-up Seller"}, "buyerParty": {"name": "Made-up Buyer"}}
    return {"invoice": {"header": header, "parties": parties, "amounts": {"totalAmount": 10}}}


def test_every_acknowledged_request_survives_the_death_of_the_server(tmp_path: Path) -> None:
    numbers = range(1001, 1021)
    with served(tmp_path) as (process, url, token):
        for number in numbers:
            sent(f"{url}/cfis/api/v1/partner/invoice", token, invoice(number))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    with served(tmp_path) as (process, url, again):
        assert again == token
        for number in numbers:
            case = sent(f"{url}/cfis/api/v1/partner/invoice/case?invoiceNumber={number}", token)
            assert isinstance(case, dict)
            assert case["invoice"]["amount"] == 10
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
