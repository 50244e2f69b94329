"""Every kind of record has a key, and is filed under the names by which it is looked for."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from simulator.core.account import Account
from simulator.core.action import Action, ActionCode, Plan
from simulator.core.debtor import DebtorKind
from simulator.core.interest import RateTerms
from simulator.core.kinds import KINDS
from simulator.core.ledger import Turnover
from simulator.core.lifecycle import Stage
from simulator.core.money import Money
from simulator.core.payment import Payment, PaymentState, Settlement
from simulator.core.receivable import InvoiceType, Receivable
from simulator.core.records import (
    Client,
    Counter,
    Document,
    Environment,
    Indexes,
    Record,
    Service,
    Token,
    WorldInfo,
)
from simulator.core.sync_document import SyncDocument, SyncKind, SyncStatus
from tests.core import book_records, vendor_records

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
DAY = date(2026, 3, 2)

CLIENT = Client(
    client_id=7,
    environment=Environment.STAGING,
    name="Example Oy",
    business_code="1234567-1",
    service=Service.LIFECYCLE,
    partner_code="P",
    customer_code="C",
    payment_reference_prefix="10",
)
DAYS_END = NOW.replace(hour=23)
TOKEN = Token(digest="d1", hint="tok_", environment=Environment.STAGING, client_id=7, issued=NOW)
INVOICE = Receivable(
    key="7/1001",
    client_id=7,
    number=1001,
    type=InvoiceType.INVOICE,
    dated=DAY,
    due=DAY,
    currency="EUR",
    reference="RF3710011",
    reference_key="10011",
    debtor_name="Example debtor",
    debtor_key="EXAMPLE",
    account=Account(capital=Money(100_00), due=DAY, terms=RateTerms(DebtorKind.CONSUMER)),
    received=NOW,
    stage=Stage.RECEIVED,
)
UNMATCHED = Payment(
    payment_id=31,
    receipt=5,
    amount=Money(100_00),
    paid_on=DAY,
    booked_on=DAY,
    reference="10011",
    payer="Example payer",
    state=PaymentState.UNMATCHED,
)
PAYMENT = replace(UNMATCHED, state=PaymentState.ALLOCATED, client_id=7, receivable="7/1001")
SETTLEMENT = Settlement(
    settlement_id=41, client_id=7, settled_on=DAY, amount=Money(1), remittance_reference="", allocations=()
)
ACTION = Action(action_id=51, client_id=7, receivable="7/1001", code=ActionCode.PAUSE, submitted=NOW)
PLAN = Plan(receivable="7/1001", instalments=((DAY, Money(1)),), agreed=DAY, paid_before=Money(0))
TURNOVER = Turnover(system="toy", account="1910", period="2026-03", debit=Money(1), credit=Money(0))
LEDGER = SyncDocument(client_id=7, kind=SyncKind.LEDGER, name="note 1", dated=DAY, label="1", submitted=NOW, body=b"{}")

FILED: list[tuple[Record, str, Indexes]] = [
    (WorldInfo(world="w1", name="n", seed="s", now=NOW, created=NOW), "world", ()),
    (Counter(name="invoices", last=3), "invoices", ()),
    (CLIENT, "7", (("business", "staging/LIFECYCLE/1234567-1"),)),
    (TOKEN, "d1", (("client", "7"),)),
    (replace(TOKEN, client_id=None), "d1", (("client", "0"),)),
    (Document(owner="7/1001", body=b"{}"), "7/1001", ()),
    (INVOICE, "7/1001", (("reference", "10011"), ("dated", "7/2026-03-02"), ("debtor", "7/EXAMPLE"))),
    (
        replace(INVOICE, case_id=480001),
        "7/1001",
        (("reference", "10011"), ("dated", "7/2026-03-02"), ("debtor", "7/EXAMPLE"), ("case", "480001")),
    ),
    (UNMATCHED, "31", (("state", "UNMATCHED"),)),
    (
        PAYMENT,
        "31",
        (("state", "ALLOCATED"), ("paid", "7/2026-03-02"), ("receivable", "7/1001"), ("unsettled", "7")),
    ),
    (
        replace(PAYMENT, direct=True),
        "31",
        (("state", "ALLOCATED"), ("paid", "7/2026-03-02"), ("receivable", "7/1001")),
    ),
    (
        replace(PAYMENT, state=PaymentState.SETTLED),
        "31",
        (("state", "SETTLED"), ("paid", "7/2026-03-02"), ("receivable", "7/1001")),
    ),
    (
        replace(PAYMENT, state=PaymentState.EXPECTED, receivable=None),
        "31",
        (("state", "EXPECTED"), ("paid", "7/2026-03-02"), ("receivable", "")),
    ),
    (SETTLEMENT, "41", (("settled", "7/2026-03-02"), ("unfetched", "7"))),
    (replace(SETTLEMENT, fetched=DAY), "41", (("settled", "7/2026-03-02"),)),
    (ACTION, "51", (("receivable", "7/1001"),)),
    (PLAN, "7/1001", ()),
    (LEDGER, "7/LEDGER/note 1", (("dated", "7/LEDGER/2026-03-02"), ("status", "7/LEDGER/PENDING"))),
    (
        replace(LEDGER, status=SyncStatus.SYNCED),
        "7/LEDGER/note 1",
        (("dated", "7/LEDGER/2026-03-02"), ("status", "7/LEDGER/SYNCED")),
    ),
    *book_records.FILED,
    *vendor_records.FILED,
]


@pytest.mark.parametrize(("record", "key", "indexes"), FILED, ids=[type(record).__name__ for record, _, _ in FILED])
def test_a_record_is_filed_under_its_key_and_its_names(record: Record, key: str, indexes: Indexes) -> None:
    assert record.key == key
    assert record.indexes() == indexes


def test_no_kind_of_record_is_left_out() -> None:
    assert {type(record).__name__ for record, _, _ in FILED} == set(KINDS)


@pytest.mark.parametrize(
    ("record", "subject"), [(PAYMENT, "7/1001"), (UNMATCHED, "31"), (ACTION, "7/1001"), (TOKEN, "d1")]
)
def test_facts_are_told_under_what_a_record_belongs_to(record: Record, subject: str) -> None:
    assert record.subject == subject


@pytest.mark.parametrize(
    ("record", "changed", "alike"),
    [
        (CLIENT, replace(CLIENT, name="Another Oy"), True),
        (CLIENT, replace(CLIENT, service=Service.COOP), False),
        (TURNOVER, replace(TURNOVER, debit=Money(2)), True),
        (PAYMENT, replace(PAYMENT, state=PaymentState.SETTLED), False),
        (INVOICE, replace(INVOICE, stage=Stage.PAID), True),
        (INVOICE, replace(INVOICE, case_id=480001), False),
    ],
)
def test_a_record_knows_whether_it_is_filed_as_before(record: Record, changed: Record, alike: bool) -> None:
    left, entered = changed.refiled(record)
    assert (not left and not entered) is alike
    assert set(left) == set(record.indexes()) - set(changed.indexes())
    assert set(entered) == set(changed.indexes()) - set(record.indexes())
    assert record.refiled(changed) == (entered, left)


@pytest.mark.parametrize(
    ("expires", "cut", "until"),
    [(None, None, None), (DAYS_END, None, DAYS_END), (None, NOW, NOW), (DAYS_END, NOW, NOW), (NOW, DAYS_END, NOW)],
)
def test_a_token_works_until_it_expires_or_is_cut_short(
    expires: datetime | None, cut: datetime | None, until: datetime | None
) -> None:
    assert replace(TOKEN, expires=expires, cut=cut).until == until


def test_a_record_without_a_key_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError, match=r"^Record names no key$"):
        Record().key  # noqa: B018 - asking is what is refused
