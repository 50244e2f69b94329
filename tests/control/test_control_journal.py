"""The journal is read whole or in brief, by one's own choice, and as an archive; secrets stay masked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from control_bench import Bench

from simulator.core.errors import FieldError
from simulator.http.journal import LOBBY, Exchange

SECRET = "0123456789abcdef"


def exchange(number: int, **more: Any) -> Exchange:
    """Return a plain exchange, or one that differs."""
    values: dict[str, Any] = {
        "number": number,
        "at": datetime(2026, 1, 5, 7, 0, number % 60, tzinfo=UTC),
        "system": "cfis",
        "operation": "getCase",
        "method": "GET",
        "url": f"http://sandbox.test/cfis/api/v1/partner/case?token={SECRET}",
        "path": "/api/v1/partner/case",
        "query": f"token={SECRET}",
        "request_headers": {"x-api-key": SECRET},
        "request_body": b"",
        "request_size": 0,
        "status": 200,
        "reply_headers": {"content-type": "application/json"},
        "reply_body": b"{}",
        "reply_size": 2,
    }
    return Exchange(**{**values, **more})


def furnish(bench: Bench, world: str = "demo", count: int = 5) -> None:
    """Keep some exchanges, the last of which was refused."""
    for number in range(1, count):
        bench.journals.add(world, exchange(number))
    refused = exchange(
        count,
        operation="createInvoice",
        method="POST",
        status=400,
        request_findings=(FieldError("invoice.header.dueDate", "is missing"),),
        explanation={"message": "is missing"},
    )
    bench.journals.add(world, refused)


def test_the_journal_is_listed_in_brief_and_filtered(bench: Bench) -> None:
    bench.world()
    furnish(bench)
    told = bench.get("/worlds/demo/journal")
    assert ([one["number"] for one in told["entries"]], told["more"]) == ([1, 2, 3, 4, 5], False)

    def found(query: str) -> list[int]:
        return [one["number"] for one in bench.get(f"/worlds/demo/journal?{query}")["entries"]]

    assert found("operation=createInvoice") == [5]
    assert found("status=4") == found("status=400") == [5]
    assert found("system=netvisor") == []
    assert found("after=3&limit=1") == [4]
    assert bench.get("/worlds/demo/journal?limit=2")["more"] is True


def test_an_entry_shows_everything_but_secrets(bench: Bench) -> None:
    bench.world()
    furnish(bench, count=30)
    entry = bench.get("/worlds/demo/journal/30")
    assert entry["verdict"]["request"] == [{"field": "invoice.header.dueDate", "message": "is missing"}]
    assert entry["explanation"] == {"message": "is missing"}
    whole = bench.get("/worlds/demo/journal?whole=true")
    assert whole["entries"][-1] == entry
    archive = bench.get("/worlds/demo/journal.har")
    assert [one["comment"] for one in archive["log"]["entries"]] == ["cfis getCase"] * 29 + ["cfis createInvoice"]
    assert len(bench.get("/worlds/demo/journal.har?status=4")["log"]["entries"]) == 1
    for shown in (entry, whole, archive, bench.get("/worlds/demo/journal")):
        assert SECRET not in str(shown)


def test_the_lobby_has_a_journal_though_it_is_no_world(bench: Bench) -> None:
    assert bench.get("/worlds/lobby/journal") == {"entries": [], "more": False}
    furnish(bench, LOBBY, 1)
    assert bench.get("/worlds/lobby/journal/1")["status"] == 400
    assert bench.call("GET", "/worlds/lobby").status == 404
    assert bench.call("GET", "/worlds/lobby/books").status == 404


@pytest.mark.parametrize("path", ["journal", "journal/1", "journal.har"])
def test_no_world_has_no_journal(memory: Bench, path: str) -> None:
    assert memory.call("GET", f"/worlds/nowhere/{path}").status == 404


def test_what_is_not_in_the_journal_is_told(memory: Bench) -> None:
    memory.world()
    assert memory.call("GET", "/worlds/demo/journal/1").error["code"] == "not_found"
    assert memory.call("GET", "/worlds/demo/journal/first").status == 400
    assert memory.call("GET", "/worlds/demo/journal?limit=0").status == 400
    assert memory.call("GET", "/worlds/demo/journal?state=4").fields == {"query.state": "is not known here"}


def test_a_dropped_world_takes_its_journal_along(memory: Bench) -> None:
    memory.world()
    furnish(memory)
    memory.call("DELETE", "/worlds/demo")
    memory.world()
    assert memory.get("/worlds/demo/journal")["entries"] == []
