"""One record of every kind that an accounting system keeps, with its key and the names it is filed under."""

from datetime import UTC, date, datetime
from decimal import Decimal

from msgspec.structs import replace

from simulator.core.chart import LedgerAccount
from simulator.core.company import Company, FiscalYear
from simulator.core.credential import SystemCredential
from simulator.core.dimension import Dimension, DimensionItem
from simulator.core.ledger import Account, AccountGroup, LedgerLine, LedgerVoucher, Turnover
from simulator.core.money import Money
from simulator.core.order import SalesOrder
from simulator.core.records import Indexes, Record
from simulator.core.sales import Customer, InvoicePayment, Product, Removed, SalesInvoice

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
CHANGED = "2026-03-02T08:00:00.000000+00:00"
DAY = date(2026, 3, 2)
LINES = (LedgerLine("1910", Money(1)), LedgerLine("1701", Money(-1)))

COMPANY = Company(
    system="toy",
    name="Made-up Company",
    business_code="1234567-1",
    chart=((LedgerAccount.BANK, "1910"),),
    years=(FiscalYear(1, "2026", date(2026, 1, 1), date(2026, 12, 31)),),
)
DIMENSION = Dimension(system="toy", number=1, name="Place", items=(DimensionItem(1, "Kuopio"),))
VOUCHER = LedgerVoucher(
    system="toy", voucher_id=5, kind="memo", number=2, on=DAY, lines=LINES, first_line=9, created=NOW, changed=NOW
)
SOURCED = LedgerVoucher(
    system="toy",
    voucher_id=5,
    kind="memo",
    number=2,
    on=DAY,
    lines=LINES,
    first_line=9,
    created=NOW,
    changed=NOW,
    source="invoice/3",
)
CREDENTIAL = SystemCredential(
    system="toy", name="demo", locator="user", parts=(("user", "u1"), ("key", "k1")), issued=NOW
)
INVOICE = SalesInvoice(
    system="toy",
    invoice_id=3,
    number=2001,
    customer_id=1,
    dated=DAY,
    due=DAY,
    booked_on=DAY,
    total=Money(1),
    open=Money(1),
    receivable="1701",
    entry=LINES,
    created=NOW,
    changed=NOW,
    reference="20019",
)
PAYMENT = InvoicePayment(
    system="toy",
    payment_id=4,
    amount=Money(1),
    on=DAY,
    account="1910",
    created=NOW,
    changed=NOW,
    cleared=Money(1),
    invoice_id=3,
)
KEYED = InvoicePayment(
    system="toy",
    payment_id=4,
    amount=Money(1),
    on=DAY,
    account="1910",
    created=NOW,
    changed=NOW,
    cleared=Money(1),
    external="p-1",
)

ORDER = SalesOrder(
    system="toy",
    order_id=8,
    number=31,
    customer_id=1,
    dated=DAY,
    due=DAY,
    total=Money(1),
    created=NOW,
    changed=NOW,
    stage="undelivered",
)

SENT = replace(INVOICE, external="s-1")
"""An invoice that its sender calls something."""

FILED: list[tuple[Record, str, Indexes]] = [
    (COMPANY, "toy", ()),
    (CREDENTIAL, "toy/demo", (("located", "toy/u1"),)),
    (DIMENSION, "toy/Place", ()),
    (
        Account(system="toy", account_id=7, number="1910", name="Pankki", english="Bank", group=AccountGroup.ASSETS),
        "toy/1910",
        (("id", "toy/000000000007"),),
    ),
    (
        Turnover(system="toy", account="1910", period="2026-03", debit=Money(1), credit=Money(0)),
        "toy/1910/2026-03",
        (("month", "toy/1910/2026-03"),),
    ),
    (
        Turnover(system="toy", account="1910", period="2026-03-02", debit=Money(1), credit=Money(0)),
        "toy/1910/2026-03-02",
        (("day", "toy/1910/2026-03-02"),),
    ),
    (
        VOUCHER,
        "toy/voucher/5",
        (("id", "toy/000000000005"), ("on", "toy/2026-03-02"), ("changed", f"toy/{CHANGED}")),
    ),
    (
        SOURCED,
        "toy/voucher/5",
        (
            ("id", "toy/000000000005"),
            ("on", "toy/2026-03-02"),
            ("changed", f"toy/{CHANGED}"),
            ("source", "toy/invoice/3"),
        ),
    ),
    (
        Customer(system="toy", customer_id=1, code="C1", name="Made-up Buyer", created=NOW, changed=NOW),
        "toy/customer/1",
        (("id", "toy/000000000001"), ("code", "toy/C1"), ("changed", f"toy/{CHANGED}")),
    ),
    (
        Product(system="toy", product_id=2, code="P2", name="Work", price=Decimal(1), created=NOW, changed=NOW),
        "toy/product/2",
        (("id", "toy/000000000002"), ("code", "toy/P2"), ("changed", f"toy/{CHANGED}")),
    ),
    (
        ORDER,
        "toy/order/8",
        (
            ("id", "toy/000000000008"),
            ("number", "toy/000000000031"),
            ("customer", "toy/000000000001"),
            ("changed", f"toy/{CHANGED}"),
        ),
    ),
    (
        INVOICE,
        "toy/invoice/3",
        (
            ("id", "toy/000000000003"),
            ("number", "toy/000000002001"),
            ("reference", "toy/20019"),
            ("customer", "toy/000000000001"),
            ("dated", "toy/2026-03-02"),
            ("changed", f"toy/{CHANGED}"),
        ),
    ),
    (
        SENT,
        "toy/invoice/3",
        (
            ("id", "toy/000000000003"),
            ("number", "toy/000000002001"),
            ("reference", "toy/20019"),
            ("customer", "toy/000000000001"),
            ("dated", "toy/2026-03-02"),
            ("changed", f"toy/{CHANGED}"),
            ("external", "toy/s-1"),
        ),
    ),
    (
        PAYMENT,
        "toy/payment/4",
        (
            ("id", "toy/000000000004"),
            ("invoice", "toy/000000000003"),
            ("on", "toy/2026-03-02"),
            ("changed", f"toy/{CHANGED}"),
        ),
    ),
    (
        KEYED,
        "toy/payment/4",
        (
            ("id", "toy/000000000004"),
            ("invoice", "toy/000000000000"),
            ("on", "toy/2026-03-02"),
            ("changed", f"toy/{CHANGED}"),
            ("external", "toy/p-1"),
        ),
    ),
    (
        Removed(system="toy", what="invoice", number=3, at=NOW),
        "toy/invoice/3",
        (("at", f"toy/invoice/{CHANGED}"),),
    ),
]
