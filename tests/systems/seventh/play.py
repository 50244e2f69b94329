"""Played in a copy of the project to which the made-up system was added: it must work like any other."""

from __future__ import annotations

import json

from contracts.documents import examples, systems
from simulator.asgi import build
from simulator.settings import Settings
from tests.systems.driver import Driver

START = "2026-06-10T09:00:00+03:00"


def play() -> dict[str, object]:
    """Return what was seen, for the test to judge."""
    driver = Driver(build(Settings()).app)

    def ask(method: str, path: str, document: object = None, **headers: str) -> tuple[int, object]:
        body = b"" if document is None else json.dumps(document).encode()
        answer = driver.send(method, path, body, headers={"content-type": "application/json", **headers})
        assert answer is not None
        return answer.status, answer.json

    _, opened = ask("POST", "/sandbox/worlds", {"now": START, "name": "one"})
    assert isinstance(opened, dict)
    key = {"x-seventh-key": opened["systems"]["seventh"]["credentials"]["key"]}
    voucher = json.loads(
        next(one for one in examples("seventh") if one.path.stem == "postVoucher.request").path.read_text()
    )
    seen = {
        "is shipped": "seventh" in systems(),
        "posted": ask("POST", "/seventh/vouchers", voucher, **key),
        "balance": ask("GET", "/seventh/balances/1910", **key),
        "unbalanced": ask("POST", "/seventh/vouchers", {**voucher, "lines": voucher["lines"][:1]}, **key),
        "third decimal": ask(
            "POST", "/seventh/vouchers", {**voucher, "lines": [{"account": "1910", "amount": 0.001}]}, **key
        )[0],
        "stranger": ask("GET", "/seventh/balances/1910")[0],
        "contract": ask("GET", "/contracts/seventh.json")[0],
    }
    _, books = ask("GET", f"/sandbox/worlds/{opened['world']}/books")
    assert isinstance(books, dict)
    seen["books"] = [one["accounts"] for one in books["accounting"] if one["system"] == "seventh"]
    driver.close()
    return seen


if __name__ == "__main__":
    print(json.dumps(play()))  # noqa: T201 - the test reads it
