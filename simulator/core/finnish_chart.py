"""The Finnish chart of accounts that a new company gets: numbers, names, and where each stands.

Numbers and names follow the chart of Kitsas (as ``chart.KITSAS``) where it has the account, and the example chart of
Netvisor's ``accountlist`` for the accounts of its company defaults (documented). Which numbers a real company uses is
its own choice, so tests should take them from the system's list of accounts.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from simulator.core.ledger import AccountGroup

_A, _L = AccountGroup.ASSETS, AccountGroup.LIABILITIES
_I, _E = AccountGroup.INCOME, AccountGroup.EXPENSES


class ChartAccount(NamedTuple):
    """An account as the chart has it: number, Finnish and English name, and its group."""

    number: str
    name: str
    english: str
    group: AccountGroup


FINNISH_CHART: Final[tuple[ChartAccount, ...]] = (
    ChartAccount("1521", "Varasto", "Inventory", _A),
    ChartAccount("1700", "Myyntisaamiset 1", "Trade receivables 1", _A),
    ChartAccount("1701", "Myyntisaamiset", "Trade receivables", _A),
    ChartAccount("1702", "Myyntilaskujen jaksotus", "Accrual of sales invoices", _A),
    ChartAccount("1763", "Arvonlisäverosaaminen", "Value added tax receivable", _A),
    ChartAccount("1849", "Ostolaskujen jaksotus", "Accrual of purchase invoices", _A),
    ChartAccount("1889", "Perinnän selvittelytili", "Clearing account of collection", _A),
    ChartAccount("1910", "Pankkitili", "Bank account", _A),
    ChartAccount("2000", "Osakepääoma", "Share capital", _L),
    ChartAccount("2861", "Saadut ennakot", "Advances received", _L),
    ChartAccount("2871", "Ostovelat", "Trade payables", _L),
    ChartAccount("2939", "Arvonlisäverovelka", "Value added tax payable", _L),
    ChartAccount("2946", "Maksettava arvonlisävero", "Value added tax to be paid", _L),
    ChartAccount("2947", "Selvittelytili", "Clearing account", _L),
    ChartAccount("2948", "Verotili", "Tax account", _L),
    ChartAccount("3000", "Myynti", "Sales", _I),
    ChartAccount("3360", "Yhteisömyynti", "Sales within the Union", _I),
    ChartAccount("3380", "Vientimyynti", "Exports", _I),
    ChartAccount("3500", "Myynnin alennukset", "Sales discounts", _I),
    ChartAccount("3580", "Myynnin kurssierot", "Exchange rate differences of sales", _I),
    ChartAccount("3990", "Muut tuotot", "Other income", _I),
    ChartAccount("4000", "Ostot", "Purchases", _E),
    ChartAccount("4110", "Yhteisöhankinnat", "Purchases within the Union", _E),
    ChartAccount("4130", "Maahantuonti", "Imports", _E),
    ChartAccount("4230", "Ostojen alennukset", "Purchase discounts", _E),
    ChartAccount("4370", "Ostojen kurssierot", "Exchange rate differences of purchases", _E),
    ChartAccount("8420", "Perintä- ja luottotietopalvelut", "Collection and credit information services", _E),
    ChartAccount("8560", "Rahaliikenteen kulut", "Bank charges", _E),
    ChartAccount("8570", "Pyöristyserot", "Rounding differences", _E),
    ChartAccount("8600", "Perintäpalkkiot", "Collection commission", _E),
    ChartAccount("8700", "Luottotappiot", "Credit losses", _E),
    ChartAccount("8730", "Palautuneet luottotappiot", "Credit losses recovered", _E),
    ChartAccount("9100", "Korkotuotot", "Interest income", _I),
    ChartAccount("9170", "Korkotuotot myyntisaamisista", "Interest income from customers", _I),
    ChartAccount("9440", "Korkokulut", "Interest expenses", _E),
)
