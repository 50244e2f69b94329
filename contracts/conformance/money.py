"""Money is conserved: where answers show a whole and its parts, the parts add up to the cent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from contracts.conformance.answers import Answer
from contracts.conformance.findings import Finding
from contracts.conformance.judge import finding
from contracts.documents import Operation
from contracts.evidence import Mark

PARTS: Final = ("capitalAmount", "interestAmount", "costsAmount")
SETTLED: Final = Mark("derived", "retrieve-settlements-4083701e0 / the amounts of its example add up")
PAID: Final = Mark("assumed", "retrieve-payments-4083700e0 / its example is cut before the amounts")


class Sum(NamedTuple):
    """A whole and what its parts come to; of a payment something may be left over, which is nobody's part."""

    place: str
    whole: Decimal
    parts: Decimal
    mark: Mark
    may_leave: bool = False

    @property
    def is_right(self) -> bool:
        """Tell whether nothing was made, and nothing lost that may not be left over."""
        return self.whole == self.parts or (self.may_leave and abs(self.parts) < abs(self.whole))


def money_findings(system: str, operation: Operation, answer: Answer) -> Iterator[Finding]:
    """Yield every sum in a success that does not add up. What has not the form of its contract is left to others."""
    sums = SUMS.get((system, operation.operation_id))
    if sums is None or not answer.is_success:
        return
    try:
        found = list(sums(answer.json()))
    except (KeyError, TypeError, ArithmeticError):
        return
    for each in found:
        if not each.is_right:
            told = f"{each.whole}, and parts of {each.parts}"
            yield finding(
                operation, answer, "money", each.mark, place=each.place, expected="parts that add up", saw=told
            )


def _settlements(body: Any) -> Iterator[Sum]:
    for index, one in enumerate((body or {}).get("settlements", ())):
        if "allocations" not in one:
            continue
        place = f"settlements[{index}]"
        allocated = sum((each["allocatedTotalAmount"] for each in one["allocations"]), Decimal())
        yield Sum(f"{place}.settlementAmount", Decimal(one["settlementAmount"]), allocated, SETTLED)
        for number, each in enumerate(one["allocations"]):
            broken = sum((part["amount"] for part in each["breakdown"]), Decimal())
            name = f"{place}.allocations[{number}].allocatedTotalAmount"
            yield Sum(name, Decimal(each["allocatedTotalAmount"]), broken, SETTLED)


def _payments(body: Any) -> Iterator[Sum]:
    for index, one in enumerate(body or ()):
        parts = [one[name] for name in PARTS]
        if None not in parts:
            yield Sum(f"[{index}].amount", Decimal(one["amount"]), sum(parts, Decimal()), PAID, may_leave=True)


SUMS: Final[Mapping[tuple[str, str], Callable[[Any], Iterator[Sum]]]] = MappingProxyType(
    {("cfis", "getSettlements"): _settlements, ("cfis", "getPayments"): _payments}
)
"""The operations whose answers show enough."""
