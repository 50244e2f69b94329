"""What each verb of a story does: one function a verb, of the player and the words of the step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import httpx2
import msgspec

from contracts.scenario import bodies
from contracts.scenario.expectations import unmet
from contracts.scenario.matching import differences, shown

if TYPE_CHECKING:
    from contracts.scenario.player import Player


def submit(player: Player, told: Any) -> None:
    """Let the client hand in an invoice or a credit note."""
    player.invoices.append(told["number"])
    player.turn("submit", told, lambda client: client.create_invoice(bodies.invoice(told)))


def action(player: Player, told: Any) -> None:
    """Let the client ask for an action."""
    player.actions[told["invoice"], told["code"]] += 1
    player.turn("action", told, lambda client: client.send_action(bodies.action(told)))


def ledger(player: Player, told: Any) -> None:
    """Let the client hand in a ledger document."""
    player.documents.setdefault("LEDGER", []).append(told["key"])
    player.turn("ledger", told, lambda client: client.submit_ledger(bodies.ledger(told)))  # type: ignore[attr-defined]


def booking(player: Player, told: Any) -> None:
    """Let the client hand in a payment for accounting."""
    keys = [each["key"] for each in told.get("payments", [told])]
    player.documents.setdefault("PAYMENT", []).extend(keys)
    player.turn("booking", told, lambda client: client.submit_payment(bodies.booking(told)))  # type: ignore[attr-defined]


def run(player: Player, _: Any) -> None:
    """Let the client do its work."""
    player.turn("run", None, lambda client: client.run())


def restart(player: Player, _: Any) -> None:
    """Let the client forget what it did not store."""
    player.restart()


def compare(player: Player, _: Any) -> None:
    """Compare the client's books with what is so."""
    player.compare()


def pay(player: Player, told: Any) -> None:
    """Let a debtor pay."""
    order = bodies.payment(told)
    if "invoice" in told:
        order["clientId"] = player.client_id
    player.refused(player.plane.refusal("/bank/payments", order), "the payment")


def deliver(player: Player, told: Any) -> None:
    """Decide a delivery."""
    outcome = {"outcome": told["outcome"], "clientId": player.client_id}
    if "reason" in told:
        outcome["reason"] = told["reason"]
    player.refused(player.plane.refusal(f"/distributions/{told['invoice']}", outcome), "the delivery")


def debtor(player: Player, told: Any) -> None:
    """Let a debtor do something besides paying."""
    deed = {"invoiceNumber": told["invoice"], "clientId": player.client_id}
    for word, member in (("reason", "reason"), ("instalments", "instalments"), ("first", "firstDueDate")):
        if word in told:
            deed[member] = told[word]
    player.refused(player.plane.refusal(f"/debtors/{told['does']}", deed), f"the debtor's {told['does']}")


def approve(player: Player, told: Any) -> None:
    """Let somebody approve an invoice."""
    path = f"/approvals/{told['invoice']}"
    player.refused(player.plane.refusal(path, {"clientId": player.client_id}), "the approval")


def advance(player: Player, told: Any) -> None:
    """Let time go by."""
    if isinstance(told, str):
        how: dict[str, Any] = {"advance": told}
    elif isinstance(told.get("until"), Mapping):
        goal = {"invoiceNumber": told["until"]["invoice"], "stage": told["until"]["stage"]}
        how = {"until": {**goal, "clientId": player.client_id}}
    else:
        how = dict(told)
    player.refused(player.plane.move(how), "the wait")


def token(player: Player, told: Any) -> None:
    """Let the client's tokens expire at an instant."""
    player.refused(player.plane.refusal("/tokens", {"clientId": player.client_id, **told}), "the end of the token")


def fault(player: Player, told: Any) -> None:
    """Let something go wrong with requests to come."""
    player.refused(player.plane.refusal("/faults", {"system": "cfis", **told}), "the fault")


def sync(player: Player, _: Any) -> None:
    """Carry what waits for accounting."""
    player.plane.tell("/sync", {})


def lock(player: Player, told: Any) -> None:
    """Close the books of an accounting system, or open them."""
    path = f"/books/{told.get('system', player.accounting)}/lock"
    player.refused(player.plane.refusal(path, {"until": told["until"]}, method="PUT"), "the lock")


def call(player: Player, told: Any) -> None:
    """Make a raw request, and look at its answer."""
    answer = player.asker.call(told)
    expected = told.get("expect", {})
    if answer is None:
        wrong = ["no answer came"] if expected else []
    else:
        wrong = list(differences(expected, _told_of(answer, expected)))
    about = f"{told['method']} {told['path']}"
    seen = f"; the answer was {answer.status_code} {shown(_body(answer))}" if wrong and answer is not None else ""
    player.found([f"{about}: {each}{seen}" for each in wrong])


def expect(player: Player, told: Any) -> None:
    """Look whether something is so now."""
    player.looked([player.placed(each) for each in unmet(player, told)])


VERBS: Final[Mapping[str, Callable[[Player, Any], None]]] = MappingProxyType(
    {
        "submit": submit,
        "action": action,
        "ledger": ledger,
        "booking": booking,
        "run": run,
        "restart": restart,
        "compare": compare,
        "pay": pay,
        "deliver": deliver,
        "debtor": debtor,
        "approve": approve,
        "advance": advance,
        "token": token,
        "fault": fault,
        "sync": sync,
        "lock": lock,
        "call": call,
        "expect": expect,
    }
)


def _told_of(answer: httpx2.Response, expected: Mapping[str, Any]) -> dict[str, Any]:
    headers = {name: answer.headers.get(name) for name in expected.get("headers", {})}
    return {"status": answer.status_code, "body": _body(answer), "headers": headers}


def _body(answer: httpx2.Response) -> Any:
    try:
        return msgspec.json.decode(answer.content) if answer.content else None
    except msgspec.DecodeError:
        return answer.text
