"""The general ledger of the one company that an accounting system keeps in a world: accounts, vouchers, balances.

Vouchers balance when they are posted; what an account turned over is kept by month and by day beside them, so that no
balance is ever counted from the vouchers. ``books_sales`` and ``books_payments`` post through here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from msgspec.structs import replace

from simulator.core.company import Company
from simulator.core.errors import Conflict, InvalidValue, NotFound, PeriodLocked
from simulator.core.filing import LAST, WIDTH, by_day, by_name, by_number
from simulator.core.ledger import Account, LedgerLine, LedgerVoucher, Sides, Turnover, VoucherState
from simulator.core.money import Money, total
from simulator.core.records import Counter
from simulator.world.world import World

INVOICE_VOUCHER: Final = "sales_invoice"
PAYMENT_VOUCHER: Final = "sales_payment"
"""The kinds of voucher that the sales ledger posts; every other kind is named by the system itself."""


LARGEST_NUMBER: Final = 10**WIDTH - 1
"""The largest number of a voucher or an invoice that a client may choose (assumed)."""


class NewVoucher(NamedTuple):
    """A voucher to be posted. Without a ``number`` it takes the next of its kind in its fiscal year."""

    kind: str
    on: date
    lines: Sequence[LedgerLine]
    text: str = ""
    source: str = ""
    number: int = 0
    state: VoucherState = VoucherState.VALID
    document: bytes = b""


def company(world: World, system: str) -> Company:
    """Return the company whose books ``system`` keeps. Raises NotFound where it keeps none in this world."""
    return world.find(Company, system)


def accounts(world: World, system: str) -> list[Account]:
    """Return the chart of accounts, by number."""
    return world.shelf.between(Account, "id", by_number(system, 0), f"{system}/{LAST}")


def account(world: World, system: str, number: str) -> Account:
    """Return the account ``number`` where it takes postings. Raises NotFound, or InvalidValue for a closed one."""
    known = world.look(Account, by_name(system, number))
    if known is None:
        raise NotFound("account", number)
    if not known.is_active:
        raise InvalidValue("account", number, "an account that is in use")
    return known


def check_open(world: World, system: str, *days: date) -> None:
    """Refuse days that take no postings with PeriodLocked: locked ones, and those outside every fiscal year."""
    books = company(world, system)
    for day in days:
        if books.locked is not None and day <= books.locked:
            raise PeriodLocked(day, f"they are locked until {books.locked}; post on a later day")
        if books.year_of(day) is None:
            raise PeriodLocked(day, "no fiscal year is open then")


def lock(world: World, system: str, until: date | None, *, vat_until: date | None = None) -> Company:
    """Lock the books up to and including a day, or (with None) open them; the same for value added tax."""
    changed = replace(company(world, system), locked=until, vat_locked=vat_until)
    world.put(changed, because="books locked" if until else "books opened", note=f"until {until}" if until else None)
    return changed


def post(world: World, system: str, new: NewVoucher) -> LedgerVoucher:
    """Post a voucher. A draft is kept without moving accounts, and need not balance yet.

    Raises PeriodLocked, NotFound for an unknown account, InvalidValue for one that does not balance, Conflict for a
    number that another voucher of the kind has in that year.
    """
    check_open(world, system, new.on)
    _check(world, system, new.lines, new.state)
    identity = world.next_number(f"{system}/voucher")
    voucher = LedgerVoucher(
        system=system,
        voucher_id=identity,
        kind=new.kind,
        number=_number(world, system, new),
        on=new.on,
        lines=tuple(new.lines),
        first_line=_first_line(world, system, len(new.lines)),
        created=world.now,
        changed=world.now,
        text=new.text,
        source=new.source,
        state=new.state,
        document=new.document,
    )
    _count(world, voucher, 1)
    world.put(voucher, because="voucher posted", amount=debits(voucher.lines), note=voucher.text or None)
    return voucher


def edit(world: World, system: str, voucher_id: int, new: NewVoucher, *, at: datetime | None = None) -> LedgerVoucher:
    """Replace what a voucher says; its number and source stay. Lines that differ get new numbers.

    ``at`` is the instant of the change, now by default. Raises as ``post`` does, and Conflict for a voucher that was
    invalidated.
    """
    voucher = find(world, system, voucher_id)
    _check_standing(voucher)
    check_open(world, system, voucher.on, new.on)
    _check(world, system, new.lines, new.state)
    lines = tuple(new.lines)
    first = voucher.first_line if lines == voucher.lines else _first_line(world, system, len(lines))
    changed = replace(
        voucher,
        kind=new.kind,
        on=new.on,
        lines=lines,
        first_line=first,
        text=new.text,
        state=new.state,
        document=new.document,
        changed=at or world.now,
    )
    _count(world, voucher, -1)
    _count(world, changed, 1)
    world.put(changed, because="voucher edited", amount=debits(lines))
    return changed


def set_state(
    world: World, system: str, voucher_id: int, state: VoucherState, *, because: str, at: datetime | None = None
) -> LedgerVoucher:
    """Let a voucher count from now on, or count no more; what it says stays. ``at`` is the instant, now by default.

    Raises NotFound, PeriodLocked, Conflict for an invalidated one, InvalidValue for one that is to count and does not
    balance.
    """
    voucher = find(world, system, voucher_id)
    _check_standing(voucher)
    check_open(world, system, voucher.on)
    _check(world, system, voucher.lines, state)
    changed = replace(voucher, state=state, changed=at or world.now)
    _count(world, voucher, -1)
    _count(world, changed, 1)
    world.put(changed, because=because, amount=debits(voucher.lines))
    return changed


def invalidate(world: World, system: str, voucher_id: int, *, comment: str = "") -> LedgerVoucher:
    """Let a voucher count no more; accounts stand as if it had never been. Raises NotFound, PeriodLocked, Conflict."""
    voucher = find(world, system, voucher_id)
    _check_standing(voucher)
    check_open(world, system, voucher.on)
    changed = replace(voucher, state=VoucherState.INVALIDATED, comment=comment, changed=world.now)
    _count(world, voucher, -1)
    world.put(changed, because="voucher invalidated", amount=debits(voucher.lines), note=comment or None)
    return changed


def withdraw(world: World, system: str, voucher_id: int, *, comment: str) -> None:
    """Let the voucher of something that is taken back count no more, unless somebody has seen to that already.

    Raises NotFound, PeriodLocked.
    """
    if find(world, system, voucher_id).state is not VoucherState.INVALIDATED:
        invalidate(world, system, voucher_id, comment=comment)


def find(world: World, system: str, voucher_id: int) -> LedgerVoucher:
    """Return a voucher by its identity. Raises NotFound."""
    voucher = world.look(LedgerVoucher, f"{system}/voucher/{voucher_id}")
    if voucher is None:
        raise NotFound("voucher", voucher_id)
    return voucher


def vouchers(world: World, system: str, *, above: int = 0) -> list[LedgerVoucher]:
    """Return the vouchers with identities above ``above``, in their order; also drafts and invalidated ones."""
    return world.shelf.between(LedgerVoucher, "id", by_number(system, above + 1), f"{system}/{LAST}")


def vouchers_between(world: World, system: str, first: date, last: date) -> list[LedgerVoucher]:
    """Return the vouchers of the days ``first`` to ``last``, both included, by day."""
    return world.shelf.between(LedgerVoucher, "on", by_day(system, first), by_day(system, last))


def vouchers_changed(world: World, system: str, low: str, high: str) -> list[LedgerVoucher]:
    """Return the vouchers last changed at instants between two values of ``filing.by_instant``, both included."""
    return world.shelf.between(LedgerVoucher, "changed", low, high)


def balance(world: World, system: str, number: str, on: date) -> Sides:
    """Return what stands on an account at the end of the day ``on``, from the first voucher there is.

    Costs one look for each month and each day of the last month that the account was used in.
    """
    owner, month = f"{system}/{number}", on.isoformat()[:7]
    months = world.shelf.between(Turnover, "month", f"{owner}/0000-00", f"{owner}/{month}")
    days = world.shelf.between(Turnover, "day", f"{owner}/{month}-01", f"{owner}/{on.isoformat()}")
    currency = company(world, system).currency
    parts = [*(whole for whole in months if whole.period < month), *days]
    return Sides(total((part.debit for part in parts), currency), total((part.credit for part in parts), currency))


def balances(world: World, system: str, on: date) -> list[tuple[Account, Sides]]:
    """Return every account with what stands on it at the end of the day ``on``; the balances add up to zero."""
    return [(known, balance(world, system, known.number, on)) for known in accounts(world, system)]


def debits(lines: Iterable[LedgerLine]) -> Money:
    """Return the sum of the debit side."""
    sides = [line.amount for line in lines]
    currency = sides[0].currency if sides else "EUR"
    return Money(sum(side.cents for side in sides if side.cents > 0), currency)


def check_number(what: str, number: int) -> None:
    """Refuse a number that nobody would give out and that could not be filed. Raises InvalidValue."""
    if not 0 < number <= LARGEST_NUMBER:
        raise InvalidValue(what, number, f"a whole number from 1 to {LARGEST_NUMBER}")


def _check(world: World, system: str, lines: Sequence[LedgerLine], state: VoucherState) -> None:
    currency = company(world, system).currency
    if not lines:
        raise InvalidValue("voucher", "without lines", "at least one line")
    for number in dict.fromkeys(line.account for line in lines):
        account(world, system, number)
    for other in {line.amount.currency for line in lines} - {currency}:
        raise InvalidValue("currency", other, currency)
    difference = Money(sum(line.amount.cents for line in lines), currency)
    if state is VoucherState.VALID and not difference.is_zero:
        raise InvalidValue("voucher difference", difference, "debits that equal credits")


def _check_standing(voucher: LedgerVoucher) -> None:
    if voucher.state is VoucherState.INVALIDATED:
        raise Conflict(f"voucher {voucher.voucher_id} was invalidated; an invalidated voucher takes no more changes")


def _number(world: World, system: str, new: NewVoucher) -> int:
    """Return the voucher's number, which is the one asked for or the next; the next follows the highest so far."""
    year = company(world, system).year_of(new.on)
    sequence = f"{system}/voucher/{new.kind}/{year.number if year else 0}"
    if not new.number:
        return world.next_number(sequence)
    check_number("voucher number", new.number)
    last = world.look(Counter, sequence)
    if last is not None and new.number <= last.last:
        taken = (known for known in vouchers_between(world, system, year.first, year.last)) if year else ()
        if any(known.kind == new.kind and known.number == new.number for known in taken):
            raise Conflict(f"{new.kind} voucher {new.number} exists already in {year.name if year else ''}")
    else:
        world.keep(Counter(name=sequence, last=new.number))
    return new.number


def _first_line(world: World, system: str, count: int) -> int:
    """Take ``count`` numbers of lines and return the first."""
    sequence = f"{system}/line"
    known = world.look(Counter, sequence)
    first = 1 if known is None else known.last + 1
    world.keep(Counter(name=sequence, last=first + max(count, 1) - 1))
    return first


def _count(world: World, voucher: LedgerVoucher, sign: int) -> None:
    """Add a valid voucher to what its accounts turned over, or take it out again."""
    if voucher.state is not VoucherState.VALID:
        return
    day = voucher.on.isoformat()
    sides: dict[str, tuple[int, int]] = {}
    for line in voucher.lines:
        debit, credit = sides.get(line.account, (0, 0))
        cents = line.amount.cents
        sides[line.account] = (debit + max(cents, 0), credit + max(-cents, 0))
    currency = voucher.lines[0].amount.currency
    for number, (debit, credit) in sides.items():
        for period in (day[:7], day):
            _turn(world, voucher.system, number, period, Money(sign * debit, currency), Money(sign * credit, currency))


def _turn(world: World, system: str, number: str, period: str, debit: Money, credit: Money) -> None:
    known = world.look(Turnover, f"{system}/{number}/{period}")
    if known is not None:
        debit, credit = known.debit + debit, known.credit + credit
    after = Turnover(system=system, account=number, period=period, debit=debit, credit=credit)
    if after.debit.is_zero and after.credit.is_zero:
        world.shelf.remove(Turnover, after.key)
    else:
        world.keep(after)
