"""The company's bank accounts: list, read, add, replace."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from simulator.core.bank_accounts import bic_of, is_iban
from simulator.core.chart import LedgerAccount
from simulator.core.company import Company, CompanyBank
from simulator.core.errors import InvalidValue, NotFound
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME
from simulator.systems.procountor.refusals import Refusal, invalid
from simulator.systems.procountor.routes import paging, small_lists
from simulator.systems.procountor.routes.moves import check_version
from simulator.systems.procountor.wire import bank_account as wire
from simulator.systems.procountor.wire import codes
from simulator.systems.procountor.wire.bank_account import BankGiven, BankKept
from simulator.systems.procountor.wire.moment import stamp
from simulator.world import books
from simulator.world.versions import next_version
from simulator.world.world import World

REGISTER: Final = "bank accounts"
WHAT: Final = "bank account"
IN_USE: Final = "Bank account is already in use"


def account_list(call: Call) -> Reply:
    """List the accounts; those after one that is none are not found."""
    page, company = paging.asked(call.query), books.company(call.world, NAME)
    if page.previous is not None:
        _bank(company, page.previous)
    rows = [wire.row(bank, _known(call.world, company, bank)) for bank in company.banks]
    if "orderById" in call.query:
        rows.sort(key=lambda one: one.id, reverse=not page.ascending)
    else:
        is_falling = str(call.query.get("orderByOrderNo", "ASC")).upper() == "DESC"
        rows.sort(key=lambda one: (one.order_no, one.id), reverse=is_falling)
    return paging.told(paging.after_previous(rows, page, lambda one: one.id), page, lambda one: one)


def get(call: Call) -> Reply:
    """Read one account."""
    company = books.company(call.world, NAME)
    bank = _bank(company, call.path["id"])
    return Reply(200, wire.whole(bank, _known(call.world, company, bank)))


def create(call: Call) -> Reply:
    """Add an account. Raises Refusal for one that the company has, or whose IBAN is wrong."""
    world, given = call.world, call.read(BankGiven)
    company = books.company(world, NAME)
    iban = (given.iban or given.account_number or "").replace(" ", "").upper()
    if not is_iban(iban):
        raise invalid(codes.INVALID_BANK_ACCOUNT, "iban", explained=f"{iban} is not an IBAN with its check digits")
    if any(bank.iban == iban for bank in company.banks):
        raise Refusal(409, (IN_USE, "iban"))
    number = world.next_number(f"{NAME}/bank")
    account = _ledger_account(world, given, company.account(LedgerAccount.BANK))
    bank = CompanyBank(number, given.bank_name or "", iban, given.bic or bic_of(iban) or "", account)
    known = BankKept(
        id=number, created=world.now, changed=world.now, said=replace(wire.kept_of(given), account_number=None)
    )
    return _saved(call, replace(company, banks=(*company.banks, bank)), bank, known)


def update(call: Call) -> Reply:
    """Replace an account in the version of today; its IBAN stays. Raises Refusal, NotFound."""
    world, given = call.world, call.read(BankGiven)
    company = books.company(world, NAME)
    before = _bank(company, call.path["id"])
    known = _known(world, company, before)
    check_version(given.version, stamp(known.changed))
    account = _ledger_account(world, given, before.account)
    bank = CompanyBank(before.number, given.bank_name or "", before.iban, given.bic or before.bic, account)
    changed = replace(
        known, changed=next_version(world, known.changed), said=replace(wire.kept_of(given), account_number=None)
    )
    banks = tuple(bank if one.number == bank.number else one for one in company.banks)
    return _saved(call, replace(company, banks=banks), bank, changed)


def _saved(call: Call, company: Company, bank: CompanyBank, known: BankKept) -> Reply:
    call.world.put(company, because="bank account saved", note=bank.iban)
    others = [row for row in small_lists.rows(call.world, REGISTER, BankKept) if row.id != known.id]
    said = known.said
    for name in ("default_for_invoice", "default_for_payment"):
        if getattr(said, name) is True:
            others = [
                replace(row, said=replace(row.said, **{name: False}))
                for row in _all(call.world, company, others, known.id)
            ]
    small_lists.keep(call.world, REGISTER, [*others, known], "bank account saved", bank.iban)
    return Reply(200, wire.whole(bank, known))


def _all(world: World, company: Company, rows: list[BankKept], but: int) -> list[BankKept]:
    """Return what is known of every account but one."""
    said = {row.id: row for row in rows}
    return [said.get(bank.number) or _unsaid(world, company, bank) for bank in company.banks if bank.number != but]


def _known(world: World, company: Company, bank: CompanyBank) -> BankKept:
    rows = small_lists.rows(world, REGISTER, BankKept)
    return next((row for row in rows if row.id == bank.number), None) or _unsaid(world, company, bank)


def _unsaid(world: World, company: Company, bank: CompanyBank) -> BankKept:
    return wire.unsaid(bank, world.info.created, first=bank == company.banks[0])


def _bank(company: Company, number: int) -> CompanyBank:
    known = next((bank for bank in company.banks if bank.number == number), None)
    if known is None:
        raise NotFound(WHAT, number)
    return known


def _ledger_account(world: World, given: BankGiven, otherwise: str) -> str:
    """Return the account of the ledger that mirrors a bank account. Raises Refusal for one that takes no postings."""
    number = given.ledger_account or otherwise
    try:
        return books.account(world, NAME, number).number
    except (NotFound, InvalidValue) as error:
        raise invalid(codes.INVALID_LEDGER_ACCOUNT, "ledgerAccount", explained=str(error)) from error
