"""Accounts, balances, periods, bank accounts and payment terms, as their lists show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from simulator.core.chart import LedgerAccount
from simulator.core.company import Company, FiscalYear
from simulator.core.ledger import Account, AccountGroup, Sides
from simulator.systems.netvisor.refusals import invalid
from simulator.systems.netvisor.wire.figures import comma, finnish, flag
from simulator.systems.netvisor.wire.xml import Node, leaf

DEFAULTS: Final = (
    ("TradePayables", "2871"),
    ("PurchaseVATReceivable", LedgerAccount.VAT_RECEIVABLE),
    ("RoundingOffDifference", LedgerAccount.ROUNDING),
    ("VATpayable", "2946"),
    ("TaxAccount", "2948"),
    ("AdvancePayments", "2861"),
    ("SalesReceivables", LedgerAccount.RECEIVABLE),
    ("SalesVATDebt", LedgerAccount.VAT_PAYABLE),
    ("Inventory", "1521"),
    ("SalesDiscount", "3500"),
    ("SalesExchangeRateDifferences", "3580"),
    ("Collection", LedgerAccount.INTEREST_INCOME),
    ("PurchasesDiscounts", "4230"),
    ("PurchasesExchangeRateDifferences", "4370"),
    ("PurchaseInvoiceAccrual", "1849"),
    ("SalesInvoiceAccrual", "1702"),
    ("PurchaseDomesticDefault", "4000"),
    ("PurchaseEUDefault", "4110"),
    ("PurchaseOutsideEUDefault", "4130"),
    ("SalesDomesticDefault", LedgerAccount.SALES_GENERAL),
    ("SalesEUDefault", "3360"),
    ("SalesOutsideEUDefault", "3380"),
)
"""Default accounts: those that the company's chart has a use for follow it, the others are the vendor's example."""
HEADINGS: Final[Mapping[AccountGroup, tuple[int, str, str]]] = MappingProxyType(
    {
        AccountGroup.ASSETS: (1_000_001, "Vastaavaa", "Assets"),
        AccountGroup.LIABILITIES: (1_000_002, "Vastattavaa", "Liabilities"),
        AccountGroup.INCOME: (1_000_003, "Tuotot", "Income"),
        AccountGroup.EXPENSES: (1_000_004, "Kulut", "Expenses"),
    }
)
"""Key and names of the account group that an account stands under; keys are far above those of accounts (assumed)."""
DEFAULT_ACCOUNTS: Final = MappingProxyType(dict(DEFAULTS))
"""The same, by name."""
SALES_PEOPLE: Final = ((1, "Made-Up", "Seller 1", "0"), (2, "Made-Up", "Seller 2", "2,5"))
"""Key, names and provision of the people who sell for every company (made up)."""
CREDIT_SIDE: Final = frozenset({AccountGroup.LIABILITIES, AccountGroup.INCOME})
MOST_DATES: Final = 400
STEPS: Final[Mapping[str, int]] = MappingProxyType({"1": 1, "2": 7})
"""Days between balances by interval type; 3 is a month, 4 a year."""
MONTHS: Final[Mapping[str, int]] = MappingProxyType({"3": 1, "4": 12})


def account_list(company: Company, accounts: Iterable[Account]) -> Node:
    """Return the chart of accounts with the company's defaults."""
    defaults = (leaf(name, company.account(use) if isinstance(use, LedgerAccount) else use) for name, use in DEFAULTS)
    headings = (_heading(group) for group in HEADINGS)
    return Node(
        "AccountList",
        Node("CompanyDefaultAccounts", *defaults),
        Node("Accounts", *headings, *(_account(place, one) for place, one in enumerate(accounts, start=1))),
    )


def _heading(group: AccountGroup) -> Node:
    key, name, english = HEADINGS[group]
    return _row(key, "", name, english, "accountgroup", 0, 0, group, is_active=True)


def _account(place: int, one: Account) -> Node:
    father = HEADINGS[one.group][0]
    return _row(
        one.account_id, one.number, one.name, one.english, "account", father, place, one.group, is_active=one.is_active
    )


def _row(  # noqa: PLR0913 - one argument for each column
    key: int,
    number: str,
    name: str,
    english: str,
    kind: str,
    father: int,
    sort: int,
    group: AccountGroup,
    *,
    is_active: bool,
) -> Node:
    return Node(
        "Account",
        leaf("NetvisorKey", key),
        leaf("Number", number),
        leaf("Name", name),
        leaf("ForeignName", english, ISO_3166="en"),
        leaf("AccountType", kind),
        leaf("FatherNetvisorKey", father),
        leaf("IsActive", flag(is_active)),
        leaf("IsCumulative", flag(group in (AccountGroup.ASSETS, AccountGroup.LIABILITIES))),
        leaf("Sort", sort),
        leaf("EndSort", sort),
        leaf("IsNaturalNegative", flag(group in CREDIT_SIDE)),
    )


def balance_dates(listed: list[date], interval: str) -> list[date]:
    """Return the days whose balances are asked for: those listed, or steps from the first to the last of them."""
    if interval in ("", "0"):
        return listed
    first, last = min(listed), max(listed)
    days = [first]
    while days[-1] < last:
        if len(days) > MOST_DATES:
            raise invalid(f"balancedates and intervaltype ask for more than {MOST_DATES} dates")
        days.append(min(_next(first, len(days), interval), last))
    return days


def _next(first: date, steps: int, interval: str) -> date:
    """Return the day so many steps after the first, or the last day of the calendar where that lies beyond it."""
    if interval not in STEPS and interval not in MONTHS:
        raise invalid(f"intervaltype is 0 to 4, not {interval[:10]!r}")
    try:
        if interval in STEPS:
            return first + timedelta(days=STEPS[interval] * steps)
        year, month = divmod(first.year * 12 + first.month - 1 + MONTHS[interval] * steps, 12)
        return date(year, month + 1, min(first.day, 28))
    except (OverflowError, ValueError):
        return date.max


def balance_node(one: Account, stands: Iterable[tuple[date, Sides]]) -> Node:
    """Return one account with its balances; credits make a balance negative."""
    balances = (
        Node(
            "AccountBalance",
            leaf("Debet", comma(sides.debit)),
            leaf("Kredit", comma(sides.credit)),
            leaf("Balance", comma(sides.balance)),
            Date=on.isoformat(),
        )
        for on, sides in stands
    )
    names = (leaf("Number", one.number), leaf("Name", one.name))
    return Node("Account", *names, *balances, Netvisorkey=str(one.account_id))


def period_list(company: Company) -> Node:
    """Return locks and periods; the periods stand in both places that readers look in."""
    locks = (
        ("AccountingPeriodLockDate", company.locked),
        ("VatPeriodLockDate", company.vat_locked),
        ("PurchaseLockDate", company.locked),
    )
    shown = (leaf(name, finnish(day) if day else "", format="ansi") for name, day in locks)
    return Node(
        "AccountingPeriodList",
        Node("PeriodLockInformation", *shown, *(_period(year) for year in company.years)),
        *(_period(year) for year in company.years),
    )


def _period(year: FiscalYear) -> Node:
    return Node(
        "Period",
        leaf("NetvisorKey", year.number),
        leaf("Name", year.name),
        leaf("BeginDate", finnish(year.first), format="ansi"),
        leaf("EndDate", finnish(year.last), format="ansi"),
    )


def bank_accounts(company: Company, accounts: Iterable[Account], language: str) -> Node:
    """Return the company's bank accounts with the accounts of the ledger that mirror them, named in a language."""
    by_number = {one.number: one for one in accounts}
    nodes: list[Node] = []
    for bank in company.banks:
        mirror = by_number[bank.account]
        nodes.append(
            Node(
                "BankAccount",
                leaf("Name", bank.name),
                leaf("IBAN", bank.iban),
                leaf("BIC", bank.bic),
                leaf("CurrencyCode", company.currency, Type="ISO-4217"),
                Node(
                    "BookkeepingAccount",
                    leaf("NetvisorKey", mirror.account_id),
                    leaf("AccountNumber", mirror.number),
                    leaf("AccountName", mirror.english if language == "EN" else mirror.name),
                ),
            )
        )
    return Node("BankAccounts", *nodes)


def sales_personnel() -> Node:
    """Return the people who sell, as ``salespersonnellist.nv`` answers."""
    return Node("SalesPersonnelList", *(_seller(*one) for one in SALES_PEOPLE))


def _seller(key: int, first: str, last: str, provision: str) -> Node:
    names = (leaf("FirstName", first), leaf("LastName", last), leaf("ProvisionPercent", provision))
    return Node("SalesPerson", *names, netvisorkey=str(key))
