"""Documented requests, changed at random: every one is accepted or changes nothing, and time goes on after it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contracts.documents import examples
from tests.systems.cfis.desk import CONTRACT, INVOICE, Client, Desk, written
from tests.systems.driver import Driver

REQUESTS: dict[str, Any] = {e.path.stem: e.value for e in examples("cfis") if e.direction == "request"}
PATHS = {
    e.path.stem: CONTRACT.terms[e.operation_id].operation.path for e in examples("cfis") if e.direction == "request"
}
"""Where each of them is sent."""
FULLEST = (
    "createClient.request.complete",
    "createInvoice.request.completed",
    "createInvoice.request.credit-note",
    "createInvoiceAction.request",
    "submitLedger.request",
    "submitAccountingPayments.request.allocated",
)
NOW = "2026-02-10T09:00:00+02:00"
"""After every date of the documented requests but the due date that is to come."""
EVER = "0001-01-01"
REFUSALS = {400, 402, 404}
TELLING: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(
            None,
            True,
            False,
            "",
            " ",
            "0",
            "EUR",
            "JPY",
            "XTS",
            "INVOICE",
            "CREDIT_NOTE",
            "PRINT",
            "EINVOICE",
            "CONSUMER",
        ),
        *("0000-01-01", "0001-01-01", "1900-01-01", "2026-01-05", "2026-02-30", "2035-12-31", "9999-12-31"),
        *(0, 1, -1, 0.01, 0.005, 1e-30, 10**12, 9_999_999_999_999.99, 10**13, 10**30, -(10**12), INVOICE, 251601000),
        *([], {}, [None], [[]], {"": None}, "ä" * 300, "\u2028", "🧾", "%00", "../..", "'; --", "\ud7ff"),
    ]
)
ANYTHING = st.recursive(
    TELLING | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def places(node: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value in a document."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, child in children:
        yield (*way, name)
        yield from places(child, (*way, name))


def at(document: Any, way: tuple[Any, ...]) -> Any:
    for step in way:
        document = document[step]
    return document


@st.composite
def mutated(draw: st.DrawFn, original: Any) -> Any:
    """Return a document in which up to four values are replaced, taken away, doubled or put elsewhere."""
    document = deepcopy(original)
    for _ in range(draw(st.integers(1, 4))):
        ways = list(places(document))
        assume(ways)
        way = draw(st.sampled_from(ways))
        holder, last = at(document, way[:-1]), way[-1]
        match draw(st.sampled_from(["replace", "replace", "replace", "remove", "add", "move"])):
            case "replace":
                holder[last] = deepcopy(draw(ANYTHING))
            case "remove":
                del holder[last]
            case "add" if isinstance(holder, dict):
                holder[draw(st.text(max_size=10))] = deepcopy(draw(ANYTHING))
            case "add":
                holder.append(deepcopy(holder[last]))
            case "move":
                holder[last] = deepcopy(at(document, draw(st.sampled_from(ways))))
    return document


def accepted(name: str) -> Any:
    """Return a documented request in the form in which the world of ``ready`` accepts it."""
    document = deepcopy(REQUESTS[name])
    for action in document.get("actions", ()):
        del action["data"]["caseId"]
    return document


def ready(driver: Driver, name: str) -> tuple[Desk, Client]:
    """Return a world that has what the documented requests are about, and who sends them."""
    desk = Desk(driver, now=NOW)
    if name.startswith("createClient"):
        return desk, desk.client._replace(key=desk.opened["cfis"]["staging"]["provisioningToken"])
    if name == "createInvoiceAction.request":
        desk.hand_in(123456789, 5000, currencyCode="SEK", enabled=False)
    if name == "createInvoice.request.credit-note":
        desk.done("/invoice", REQUESTS["createInvoice.request.completed"])
    return desk, desk.client


def survive(desk: Desk, path: str, body: bytes, client: Client) -> int:
    """Send ``body``; unless it was accepted nothing has changed, and in any case life goes on. Return the status."""
    before = desk.standing()
    answer = desk.ask("POST", path, body, client=client)
    if answer.status != 200:
        assert answer.status in REFUSALS, answer.body
        assert "x-sandbox-explain" in answer.headers
        assert desk.standing() == before
    desk.advance("P150D")
    for reading in ("/payments", "/settlements", "/accounting/ledger", "/accounting/payment"):
        desk.get(reading, fromDate=EVER)
    for record in desk.seen("/invoice/distribution", fromInvDate=EVER)["invoices"]:
        if record["cases"]:
            desk.case(record["invoiceNumber"])
    dropped = desk.driver.send("DELETE", f"/sandbox/worlds/{desk.world}")
    assert dropped is not None
    return answer.status


@pytest.mark.parametrize("name", FULLEST)
def test_any_change_of_a_documented_request_is_accepted_or_changes_nothing(driver: Driver, name: str) -> None:
    profile = settings()
    many = profile.max_examples if profile.max_examples > 100 else 60

    @settings(profile, max_examples=many)
    @given(document=mutated(accepted(name)))
    def holds(document: Any) -> None:
        desk, client = ready(driver, name)
        survive(desk, PATHS[name], written(document), client)

    holds()


@pytest.mark.parametrize("name", PATHS)
def test_every_documented_request_is_accepted_where_a_total_can_be_known(driver: Driver, name: str) -> None:
    """The printed invoice is cut before its amounts, so that alone says nothing of money."""
    desk, client = ready(driver, name)
    assert survive(desk, PATHS[name], written(accepted(name)), client) == (
        400 if name == "createInvoice.request" else 200
    )


@given(data=st.data())
def test_any_damage_to_the_bytes_of_a_request_is_refused_or_harmless(driver: Driver, data: st.DataObject) -> None:
    name = "createInvoice.request.completed"
    whole = written(REQUESTS[name])
    start = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 20))
    body = whole[:start] + data.draw(st.binary(max_size=8)) + whole[start + length :]
    desk, client = ready(driver, name)
    survive(desk, PATHS[name], body, client)
