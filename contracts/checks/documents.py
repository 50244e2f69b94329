"""What a client was handed, and what it made of that on the way to CFIS."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from contracts.checks.exchange import Exchange, cents, whole
from contracts.checks.exhibit import Exhibit, plain
from contracts.scenario import bodies
from contracts.scenario.turn import Turn

Document = Mapping[str, Any]


class Kind(NamedTuple):
    """A kind of document: how it is called, how it is made of a step, where it goes, and by what it is known.

    ``listed`` is the member that may hold several at once, empty where a request has one document; a client may gather
    in one request what it was handed one by one.
    """

    called: str
    operation: str
    made: Callable[[Any], dict[str, Any]]
    key: Callable[[Any], Any]
    listed: str = ""


class Handed(NamedTuple):
    """A document that the client was handed; ``sent`` are the exchanges that carried it, by its key."""

    turn: Turn
    kind: Kind
    key: Any
    document: Document
    sent: Sequence[Exchange]

    def within(self, exchange: Exchange) -> Document:
        """Return the document as one of ``sent`` carried it, without others that came with it."""
        mine = _of(self.kind, exchange.sent, self.key)
        return next((part for part in mine if same(part, self.document)), mine[0])

    @property
    def taken(self) -> bool:
        """Whether CFIS took it in, known to the client or not."""
        return any(each.is_done for each in self.sent)

    @property
    def settled(self) -> bool:
        """Whether the client knows what became of it."""
        return any(each.succeeded or each.is_refused for each in self.sent)


def _at(document: Any, *path: str | int) -> Any:
    for step in path:
        if isinstance(step, int):
            document = document[step] if isinstance(document, list) and len(document) > step else None
        else:
            document = document.get(step) if isinstance(document, Mapping) else None
    return document


def _number(document: Any) -> Any:
    return whole(_at(document, "invoice", "header", "number"))


def _action(document: Any) -> Any:
    first = _at(document, "actions", 0)
    return whole(_at(first, "data", "invoiceNumber")), _at(first, "code")


def _ledger(document: Any) -> Any:
    return _at(document, "ledgers", "ledgerIdentifier") or _at(document, "ledgers", 0, "ledgerIdentifier")


def _payment(document: Any) -> Any:
    return _at(document, "payments", 0, "paymentIdentifier") or _at(document, "payments", "paymentIdentifier")


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "submit": Kind("invoice", "createInvoice", bodies.invoice, _number),
        "action": Kind("action", "createInvoiceAction", bodies.action, _action, "actions"),
        "ledger": Kind("ledger document", "submitLedger", bodies.ledger, _ledger),
        "booking": Kind("accounting payment", "submitAccountingPayments", bodies.booking, _payment, "payments"),
    }
)
"""The kinds of documents, by the verb that hands one to the client."""
KIND_OF: Final[Mapping[str, Kind]] = MappingProxyType({kind.operation: kind for kind in KINDS.values()})
"""The kinds of documents, by the operation that carries them."""


def handed(exhibit: Exhibit, *verbs: str) -> Iterator[Handed]:
    """Yield the documents that the client was handed by steps of some verbs, oldest first."""
    told = [
        (turn, KINDS[turn.verb], key, part)
        for turn in exhibit.told(*verbs)
        for key, part in parts(KINDS[turn.verb], plain(KINDS[turn.verb].made(turn.told)))
    ]
    for turn, kind, key, document in told:
        others = [each for _, which, known, each in told if which is kind and known == key and not same(each, document)]
        mine = [
            each
            for each in sendings(exhibit, kind, key, turn.first)
            if not all(any(same(part, other) for other in others) for part in _of(kind, each.sent, key))
        ]
        yield Handed(turn, kind, key, document, tuple(mine))


def sendings(exhibit: Exhibit, kind: Kind, key: Any, after: int = 0) -> Iterator[Exchange]:
    """Yield the exchanges that carried the document of a key, alone or with others, oldest first."""
    for each in exhibit.of(kind.operation):
        if each.number > after and key in keys(kind, each.sent):
            yield each


def keys(kind: Kind, body: Any) -> list[Any]:
    """Return the keys of the documents that a body carries."""
    return [key for key, _ in parts(kind, body)]


def parts(kind: Kind, body: Any) -> Iterator[tuple[Any, Document]]:
    """Yield the documents that a body carries, each with its key, as if it had come alone."""
    several = _at(body, kind.listed) if kind.listed else None
    for each in [{**body, kind.listed: [one]} for one in several] if isinstance(several, list) else [body]:
        if isinstance(each, Mapping):
            yield kind.key(each), each


def _of(kind: Kind, body: Any, key: Any) -> list[Document]:
    return [part for known, part in parts(kind, body) if known == key]


def renumbered(exhibit: Exhibit) -> frozenset[int]:
    """Return the invoices that CFIS has and nobody asked the client to hand in (RES-01)."""
    there = {each["invoiceNumber"] for each in exhibit.so("receivables")}
    return frozenset(there - set(exhibit.truth.invoices_asked))


def same(one: Any, other: Any) -> bool:
    """Tell whether two documents say the same; null is as good as absent, and 1 as 1.0."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        names = one.keys() | other.keys()
        return all(same(one.get(name), other.get(name)) for name in names)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(*pair) for pair in zip(one, other, strict=True))
    return bool(one == other)


def differences(told: Any, sent: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield where a document was sent otherwise than it was handed in: the place, what was told, what was sent."""
    if isinstance(told, Mapping) and isinstance(sent, Mapping):
        for name, value in told.items():
            yield from differences(value, sent.get(name), f"{path}.{name}".lstrip("."))
    elif isinstance(told, list) and isinstance(sent, list) and len(told) == len(sent):
        for number, (value, other) in enumerate(zip(told, sent, strict=True)):
            yield from differences(value, other, f"{path}[{number}]")
    elif told is not None and told != sent:
        yield path, told, sent


def amounts(document: Any) -> Iterator[tuple[str, Decimal]]:
    """Yield every number with decimals in a document, with the name of its member."""
    if isinstance(document, Mapping):
        for name, value in document.items():
            if isinstance(value, Decimal):
                yield name, value
            else:
                yield from amounts(value)
    elif isinstance(document, list):
        for value in document:
            yield from amounts(value)


def decimals(amount: Decimal) -> int:
    """Return how many decimals an amount has that say anything."""
    exponent = amount.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def is_rounded_otherwise(told: Any, sent: Any) -> bool:
    """Tell whether an amount was sent with more than two decimals, within a cent of what was told."""
    one, other = cents(told), cents(sent)
    if one is None or other is None or isinstance(sent, str):
        return False
    return decimals(other) > 2 and abs(one - other) < Decimal("0.02")
