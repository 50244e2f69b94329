"""What settlements mean in the creditor's books, from both printed shapes of the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx2
import msgspec
import pytest

from contracts.documents import examples
from simulator.core.carried import LedgerDocument, PaymentDocument, Use
from simulator.core.carrying import Booked, Reason, Refused
from simulator.core.money import Money
from simulator.core.sync_document import SyncKind
from simulator.sync.between import run_between
from simulator.sync.cfis import CfisSettlements, Period, SourceUnreadable, seconds_ahead
from simulator.sync.config import Accounts, From, Style
from simulator.sync.engine import Manner
from simulator.sync.patience import Patience
from simulator.sync.report import Report, Result
from simulator.sync.settlements import Settlements, waiting
from tests.sync.vendor import Bad, Connection, Vendor

EXAMPLES: dict[str, Any] = {e.path.stem: e.value for e in examples("cfis")}
NEW, OLD = EXAMPLES["getSettlements.response"], EXAMPLES["getSettlements.response.old"]
ENCODE = msgspec.json.Encoder(decimal_format="number").encode


def shown(answer: Any) -> Settlements:
    return msgspec.json.decode(ENCODE(answer), type=Settlements)


def changed(change: Callable[[Any], None]) -> Settlements:
    answer = msgspec.json.decode(ENCODE(NEW))
    change(answer["settlements"][0])
    return shown(answer)


@pytest.mark.parametrize("answer", [NEW, OLD], ids=["newer", "older"])
def test_each_allocation_is_a_payment_on_its_invoice(answer: Any) -> None:
    first, second = waiting(shown(answer), Style.PAYMENTS, Accounts())
    assert first.in_doubt
    payment = first.document
    assert isinstance(payment, PaymentDocument)
    assert (first.name, payment.invoice_number, payment.paid_on) == ("cfis-9001001", "202600145", date(2026, 3, 28))
    assert payment.amount == Money.of(1000)
    assert payment.part(Use.CAPITAL) == Money.of(900)
    assert payment.part(Use.INTEREST) == Money.of(75)
    assert payment.part(Use.FEES) == Money.of(25)
    assert isinstance(second.document, PaymentDocument)
    assert second.document.amount == Money.of("240.50")


def test_a_settlement_is_one_balanced_voucher_where_the_sales_ledger_is_elsewhere() -> None:
    (only,) = waiting(shown(NEW), Style.VOUCHERS, Accounts(bank="1911"))
    voucher = only.document
    assert isinstance(voucher, LedgerDocument)
    assert sum(row.amount.cents for row in voucher.rows) == 0
    assert [(row.account, str(row.amount.decimal)) for row in voucher.rows] == [
        ("1911", "1240.50"),
        ("1701", "-900.00"),
        ("9170", "-75.00"),
        ("3990", "-25.00"),
        ("1701", "-200.00"),
        ("9170", "-30.00"),
        ("3990", "-10.50"),
    ]


def spoil_part(settlement: Any) -> None:
    settlement["allocations"][0]["breakdown"][0]["amount"] = 1


def spoil_type(settlement: Any) -> None:
    settlement["allocations"][0]["breakdown"][0]["type"] = "TIP"


def spoil_cents(settlement: Any) -> None:
    settlement["allocations"][0]["breakdown"][0]["amount"] = 900.001


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [(spoil_part, Reason.UNBALANCED), (spoil_type, Reason.INVALID), (spoil_cents, Reason.INVALID)],
)
def test_what_does_not_add_up_fails_alone(spoil: Callable[[Any], None], reason: Reason, style: Style) -> None:
    first, *others = waiting(changed(spoil), style, Accounts())
    assert isinstance(first.document, Refused)
    assert first.document.reason is reason
    assert not any(isinstance(each.document, Refused) for each in others)


# ---- over HTTP ----------------------------------------------------------------------------------------------------


class Cfis:
    """Shows settlements to whoever has the key."""

    def __init__(self, status: int = 200, content: bytes = ENCODE(NEW), *, bad: int = 0) -> None:
        self.status, self.content, self.bad = status, content, bad
        self.queries: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        assert scope["path"] == "/cfis/api/v1/partner/settlements"
        assert dict(scope["headers"])[b"x-api-key"] == b"k"
        self.queries.append(scope["query_string"].decode())
        if len(self.queries) <= self.bad:
            await send({"type": "http.response.start", "status": 503, "headers": []})
            await send({"type": "http.response.body", "body": b"later"})
            return
        headers = [(b"date", b"Mon, 05 Jan 2026 07:00:10 GMT")]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.content})


class Watch:
    """A stopwatch that goes on only while somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


def source_of(cfis: Cfis, watch: Watch, period: Period = Period()) -> CfisSettlements:  # noqa: B008
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=cfis), base_url="http://sandbox/cfis/")
    return CfisSettlements(http, From(key="k"), period, watch, watch.sleep)


def run(vendor: Vendor, watch: Watch, cfis: Cfis | None = None) -> Report:
    manner = Manner(lambda _: 0, Patience(first_seconds=4, longest_seconds=8, attempts=3))
    source = source_of(cfis or Cfis(), watch)
    return asyncio.run(run_between(source, Connection.to(vendor), manner, watch.sleep))


def vendor_with_invoices(*faults: Bad | None) -> Vendor:
    vendor = Vendor(faults)
    vendor.booked = {"INVOICE/202600145": 1, "INVOICE/202600146": 1}
    return vendor


def test_a_second_run_finds_everything_booked() -> None:
    vendor, watch = vendor_with_invoices(), Watch()
    assert run(vendor, watch).counts == {Result.BOOKED: 2}
    assert run(vendor, watch).counts == {Result.WAS_THERE: 2}
    assert vendor.booked["PAYMENT/cfis-9001001"] == 1


def test_what_came_to_nothing_is_tried_again_after_a_rest() -> None:
    vendor, watch = vendor_with_invoices(None, Bad.LOST_ANSWER), Watch()
    report = run(vendor, watch)
    assert report.counts == {Result.WAS_THERE: 1, Result.BOOKED: 1}
    assert watch.slept == [2]
    assert vendor.booked["PAYMENT/cfis-9001001"] == 1


def test_a_system_that_stays_down_is_given_up() -> None:
    vendor, watch = vendor_with_invoices(*[Bad.STATUS] * 20), Watch()
    report = run(vendor, watch)
    assert {line.reason for line in report.lines} == {Reason.GAVE_UP}
    assert watch.slept == [2, 4]


def test_a_long_pause_is_told_rather_than_slept_through() -> None:
    vendor, watch = vendor_with_invoices(Bad.RATE_LIMIT), Watch()
    report = run(vendor, watch)
    assert "900 s" in report.ended
    assert watch.slept == []


def test_a_credential_that_opens_nothing_ends_it() -> None:
    vendor, watch = vendor_with_invoices(), Watch()
    vendor.opens = False
    report = run(vendor, watch)
    assert report.denied
    assert watch.slept == []


def test_the_period_is_asked_for_and_the_clock_of_the_source_is_learnt() -> None:
    cfis = Cfis()
    source = source_of(cfis, Watch(), Period(date(2026, 1, 1), date(2026, 1, 31)))
    assert len(asyncio.run(source.gather())) == 2
    assert cfis.queries == ["fromDate=2026-01-01&toDate=2026-01-31"]
    assert seconds_ahead(source.date_header, 1767596400.0) == 10
    assert seconds_ahead("", 5.0) == 0


def test_no_settlements_are_nothing_to_do() -> None:
    assert run(Vendor(), Watch(), Cfis(204, b"")).lines == ()


def test_a_source_that_is_not_well_is_asked_again() -> None:
    watch, cfis = Watch(), Cfis(bad=2)
    assert run(vendor_with_invoices(), watch, cfis).counts == {Result.BOOKED: 2}
    assert (len(cfis.queries), len(watch.slept)) == (3, 2)


@pytest.mark.parametrize(
    ("cfis", "word"),
    [
        (Cfis(401, b"who?"), "answers 401: who?"),
        (Cfis(200, b"{"), "cannot be read"),
        (Cfis(bad=9), "answers 503: later"),
    ],
)
def test_a_source_that_cannot_be_read_is_told(cfis: Cfis, word: str) -> None:
    with pytest.raises(SourceUnreadable, match=word):
        run(Vendor(), Watch(), cfis)


def test_a_source_remembers_what_is_done() -> None:
    source = source_of(Cfis(), Watch())

    async def story() -> None:
        first, second = await source.gather()
        await source.begin([first, second])
        await source.done(first, Booked("1"))
        await source.put_off(second, 5, "busy", counts=True)
        (left,) = await source.gather()
        assert (left.name, left.attempts, left.rest_seconds) == ("cfis-9001002", 1, 5)
        assert left.kind is SyncKind.PAYMENT
        assert source.rest_seconds == 5

    asyncio.run(story())
