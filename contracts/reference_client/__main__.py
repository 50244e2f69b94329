"""The reference client as a command that is run once for each turn, as ``exec:`` of a certification does.

An instruction comes on standard input, and the answer goes to standard output; the schemas of both are
``simulator/certification/instruction.schema.json`` and ``answer.schema.json``. What the client must not forget is in
the folder ``SANDBOX_STATE_DIR``.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpx2
import msgspec

from contracts.reference_client.client import CfisClient
from contracts.reference_client.memory import Folder

PATIENCE_SECONDS: Final = 30.0
"""How long an answer is waited for: a slow one that is taken for lost makes the client send again."""


def main() -> None:
    """Do what one instruction says."""
    instruction = json.load(sys.stdin, parse_float=Decimal)
    with httpx2.Client(base_url=os.environ["CFIS_BASE_URL"], timeout=PATIENCE_SECONDS) as http:
        client = CfisClient(
            http,
            token=os.environ["CFIS_API_KEY"],
            store=Folder(Path(os.environ["SANDBOX_STATE_DIR"])),
            today=lambda: _finnish_day(instruction["now"]),
            wait=time.sleep,
        )
        answer = done(client, instruction["do"], instruction["document"])
    sys.stdout.buffer.write(msgspec.json.Encoder(decimal_format="number").encode(answer))


def done(client: CfisClient, do: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Let a client do what it is told in one word, with a document where there is one; return the answer."""
    match do:
        case "submit":
            client.create_invoice(document)
        case "action":
            client.send_action(document)
        case "ledger":
            client.submit_ledger(document)
        case "booking":
            client.submit_payment(document)
        case "run":
            client.run()
        case "books":
            return {"books": client.books()}
    return {"ok": True}  # a command is restarted at every turn anyway


def _finnish_day(now: str) -> date:
    return datetime.fromisoformat(now).astimezone(ZoneInfo("Europe/Helsinki")).date()


if __name__ == "__main__":
    main()
