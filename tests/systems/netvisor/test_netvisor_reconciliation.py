"""Whatever is invoiced, paid, matched and taken back, what invoices have open is what the receivable stands at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.systems.netvisor.desk import Desk, example
from tests.systems.netvisor.test_netvisor_matching import match
from tests.systems.netvisor.test_netvisor_money import invoice, pay
from tests.tries import tries


class Clerk:
    """Does deeds to the invoices and payments there are; what is refused is left undone."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.claims, self.notes, self.paid = desk, [invoice(desk)], [0], [0]

    def bill(self, which: int) -> None:
        self.claims.append(invoice(self.desk, partial=str(which % 2)))

    def credit(self, which: int) -> None:
        self.notes.append(invoice(self.desk, sign="-"))

    def pay(self, which: int) -> None:
        amount = ("10,00", "125,50", "25,50", "200,00")[which % 4]
        told = pay(self.desk, self.claims[which % len(self.claims)], amount)
        if not told.failure:
            self.paid.append(told.key)

    def match(self, which: int) -> None:
        kind = ("rounding", "discount", "creditloss", "partialpayment", "overpayment", "normal")[which % 6]
        match(self.desk, kind, self.paid[which % len(self.paid)], self.claims[which // 6 % len(self.claims)])

    def set_off(self, which: int) -> None:
        note, claim = self.notes[which % len(self.notes)], self.claims[which % len(self.claims)]
        body = example("matchCreditNote.request").replace(">902<", f">{note}<").replace(">901<", f">{claim}<")
        self.desk.post("matchcreditnote", body)

    def take_back(self, which: int) -> None:
        self.desk.get("deletesalespayment", paymentid=self.paid[which % len(self.paid)])

    def withdraw(self, which: int) -> None:
        self.desk.get("deletesalesinvoice", invoiceid=self.claims[which % len(self.claims)])


DEEDS: Final[Mapping[str, Callable[[Clerk, int], None]]] = MappingProxyType(
    {name: getattr(Clerk, name) for name in ("bill", "credit", "pay", "match", "set_off", "take_back", "withdraw")}
)


@settings(max_examples=tries(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 200)), max_size=14))
def test_open_sums_add_up_to_the_receivable(desk: Desk, deeds: list[tuple[str, int]]) -> None:
    fresh = Desk(desk.driver)
    clerk = Clerk(fresh)
    for name, which in deeds:
        DEEDS[name](clerk, which)
    told = fresh.get("salesinvoicelist").texts("SalesInvoiceList/SalesInvoice/OpenSum")
    still_open = sum(int(text.replace(",", "")) for text in told)
    assert still_open == int(fresh.balance("1701").replace(",", ""))
    assert fresh.balances_sum() == 0
    fresh.driver.send("DELETE", f"/sandbox/worlds/{fresh.world}")
