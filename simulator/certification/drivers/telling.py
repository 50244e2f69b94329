"""A client that is told what to do in words: each call becomes an instruction, and what comes back is read.

The documents of both directions have published schemas, ``simulator/certification/instruction.schema.json`` and
``answer.schema.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

import jsonschema_rs
import msgspec

from contracts.scenario.client import Books, Client, ClientTrouble, ClientWorld, MakeClient
from contracts.words import counted
from simulator.certification.drivers.driver import STOPPED, Stage

VERSION: Final = 1
FOLDER: Final = Path(__file__).parents[1]
INSTRUCTION_SCHEMA: Final = FOLDER / "instruction.schema.json"
ANSWER_SCHEMA: Final = FOLDER / "answer.schema.json"
MOST_BYTES: Final = 8 * 1024 * 1024
"""An answer may not be longer."""
MOST_SHOWN: Final = 200
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


class Instruction(NamedTuple):
    """One turn, as the published schema has it."""

    story: str
    turn: int
    do: str
    document: Mapping[str, Any] | None
    now: str
    base_url: str
    api_key: str

    @property
    def encoded(self) -> bytes:
        """The JSON of it, on one line, with a line feed."""
        told = {
            "version": VERSION,
            "story": self.story,
            "turn": self.turn,
            "do": self.do,
            "document": self.document,
            "now": self.now,
            "baseUrl": self.base_url,
            "apiKey": self.api_key,
        }
        return _ENCODER.encode(told) + b"\n"


TOKEN: Final = re.compile(r"[0-9a-fA-F]{24,}")
"""What a token of CFIS looks like, whole or cut off."""
Carry = Callable[[Instruction, ClientWorld], bytes]
"""Brings an instruction to the client and returns its answer. Raises ClientTrouble."""


def telling(stage: Stage, carry: Carry) -> MakeClient:
    """Return how to make a client of a story that hears of everything by ``carry``, restarts included."""
    turns = count(1)
    lives = count()

    def make(world: ClientWorld) -> Client:
        client = Told(stage, world, turns, carry)
        if next(lives):
            client.restart()
        return client

    return make


class Told:
    """A client as instructions. Every method raises ClientTrouble where the answer is not what it should be."""

    def __init__(self, stage: Stage, world: ClientWorld, turns: count[int], carry: Carry) -> None:
        self._stage, self._world, self._turns, self._carry = stage, world, turns, carry

    def create_invoice(self, document: Mapping[str, Any]) -> None:
        """Let the client hand in an invoice."""
        self._done("submit", document)

    def send_action(self, document: Mapping[str, Any]) -> None:
        """Let the client ask for actions."""
        self._done("action", document)

    def submit_ledger(self, document: Mapping[str, Any]) -> None:
        """Let the client hand in a ledger document."""
        self._done("ledger", document)

    def submit_payment(self, document: Mapping[str, Any]) -> None:
        """Let the client hand in accounting payments."""
        self._done("booking", document)

    def run(self) -> None:
        """Let the client do its periodic work."""
        self._done("run", None)

    def restart(self) -> None:
        """Let the client forget what it did not store."""
        self._done("restart", None)

    def books(self) -> Books:
        """Ask the client what it believes."""
        answer = self._answer("books", None)
        if "books" not in answer:
            raise ClientTrouble('the client was asked for its books and answered {"ok": true}')
        books: Books = answer["books"]
        return books

    def _done(self, do: str, document: Mapping[str, Any] | None) -> None:
        if "ok" not in self._answer(do, document):
            raise ClientTrouble(f"the client was told to {do} and answered with its books")

    def _answer(self, do: str, document: Mapping[str, Any] | None) -> Mapping[str, Any]:
        if self._stage.over.is_set():
            raise ClientTrouble(STOPPED)
        world = self._world
        now = world.now().astimezone(UTC).isoformat().replace("+00:00", "Z")
        instruction = Instruction(
            self._stage.story, next(self._turns), do, document, now, world.base_url, world.access_token
        )
        try:
            answer = read(self._carry(instruction, world))
        except ClientTrouble as trouble:
            raise ClientTrouble(_masked(str(trouble))) from None
        if "error" in answer:
            raise ClientTrouble(f"the client says: {_masked(str(answer['error']))}")
        return answer


def read(content: bytes) -> Mapping[str, Any]:
    """Return the answer of a client, its decimals exact. Raises ClientTrouble for what is none."""
    if len(content) > MOST_BYTES:
        raise ClientTrouble(f"the client answered with more than {MOST_BYTES} bytes")
    if not content.strip():
        raise ClientTrouble('the client answered nothing; expected a JSON object such as {"ok": true}')
    try:
        answer = json.loads(content, parse_float=Decimal, parse_constant=_no_number)
    except RecursionError:
        raise ClientTrouble(f"the client answered {_shown(content)}, JSON that is nested too deeply") from None
    except ValueError:
        raise ClientTrouble(f"the client answered {_shown(content)}, which is not JSON") from None
    wrong = next(_validator().iter_errors(answer), None)
    if wrong is not None:
        place = "/".join(str(each) for each in wrong.instance_path)
        where = f" at {place}" if place else ""
        raise ClientTrouble(f"the answer of the client is not as its schema says{where}: {_short(wrong.message)}")
    told: Mapping[str, Any] = answer
    return told


def _masked(text: str) -> str:
    """Return what a client said without tokens, the one it began with, renewed ones, and those that are cut off."""
    return TOKEN.sub(lambda found: f"{found[0][:4]}…", text)


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(ANSWER_SCHEMA.read_bytes()))


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _shown(content: bytes) -> str:
    try:
        return ascii(_short(content.decode("utf-8").strip()))
    except UnicodeDecodeError:
        return f"{counted(len(content), 'byte')} that are no text in UTF-8"


def _short(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}..."
