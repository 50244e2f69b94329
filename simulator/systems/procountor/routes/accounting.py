"""What callers read before they book: accounts, dimensions, fiscal years, value added tax."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec.structs import replace

from simulator.core.dimension import Dimension, DimensionItem
from simulator.core.errors import AlreadyExists, NotFound
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME
from simulator.systems.procountor.refusals import Refusal, invalid
from simulator.systems.procountor.routes import small_lists
from simulator.systems.procountor.wire import accounting as wire
from simulator.systems.procountor.wire import codes
from simulator.systems.procountor.wire.moment import stamp
from simulator.systems.procountor.wire.webhook import webhook_body
from simulator.world import books, books_register, webhooks
from simulator.world.world import World

PERIODS: Final = "tracking periods"
PERIOD_EVENT: Final = "TRACKING_PERIOD_STATUS_UPDATED"
"""What webhooks are told when a period moves; the members of its payload have not been seen (assumed)."""
FINLAND: Final = frozenset({"FI", "FINLAND"})


def chart(call: Call) -> Reply:
    """List the chart of accounts."""
    known = sorted(books.accounts(call.world, NAME), key=lambda one: one.number)
    return Reply(200, wire.chart(known))


def dimension_list(call: Call) -> Reply:
    """List dimensions; by the name of an item, only those that have it."""
    name, code_name = call.query.get("name"), call.query.get("codeName")
    found = [one for one in _dimensions(call.world) if name in (None, one.name)]
    told = [wire.dimension(one, lambda item: code_name in (None, item.name)) for one in found]
    return Reply(200, [one for one in told if code_name is None or one.items])


def get_dimension(call: Call) -> Reply:
    """Read a dimension."""
    return Reply(200, wire.dimension(_dimension(call)))


def rename_dimension(call: Call) -> Reply:
    """Give a dimension another name."""
    try:
        renamed = books_register.rename_dimension(call.world, _dimension(call), call.read(wire.Name).name)
    except AlreadyExists as error:
        raise invalid(codes.INVALID_GROUP_NAME, "name", explained=str(error)) from error
    return Reply(200, wire.dimension(renamed))


def create_item(call: Call) -> Reply:
    """Add an item to a dimension."""
    known, given = _dimension(call), call.read(wire.ItemGiven)
    if known.item(given.code_name) is not None:
        raise _taken(given.code_name)
    made = _item(call.world.next_number(f"{NAME}/dimension item"), given)
    note = f"{known.name} {made.name}"
    call.world.put(replace(known, items=(*known.items, made)), because="dimension item added", note=note)
    return Reply(200, wire.item(made))


def replace_item(call: Call) -> Reply:
    """Replace an item of a dimension."""
    known, given = _dimension(call), call.read(wire.ItemGiven)
    if all(item.number != given.id for item in known.items):
        raise NotFound(f"item of dimension {known.name}", given.id)
    made = _item(given.id or 0, given)
    try:
        books_register.edit_dimension_item(call.world, known, made.number, made)
    except AlreadyExists:
        raise _taken(made.name) from None
    return Reply(200, wire.item(made))


def fiscal_years(call: Call) -> Reply:
    """List fiscal years, the newest first."""
    company = books.company(call.world, NAME)
    moved, founded = _moved(call.world), stamp(call.world.info.created)
    years = sorted(company.years, key=lambda year: year.first, reverse=True)
    return Reply(200, wire.YearsTold([wire.fiscal_year(company, year, moved, founded) for year in years]))


def set_period_status(call: Call) -> Reply:
    """Hand an open tracking period over to be closed."""
    world, asked = call.world, call.read(wire.PeriodStatus)
    company, moved = books.company(world, NAME), _moved(world)
    year = next((year for year in company.years if year.number == call.path["yearId"]), None)
    if year is None:
        raise NotFound("fiscal year", call.path["yearId"])
    period = _period(wire.fiscal_year(company, year, moved, stamp(world.info.created)), call.path["periodId"])
    if (period.status, asked.status) != (wire.OPEN, wire.PENDING):
        sentence = f"Tracking period is {period.status} and cannot become {asked.status}"
        raise Refusal(409, (sentence, "status"))
    changed = {**moved, period.id: stamp(world.now)}
    rows = [wire.PeriodMoved(number, modified) for number, modified in sorted(changed.items())]
    small_lists.keep(world, PERIODS, rows, "tracking period handed over", str(period.start_date))
    told = replace(period, status=wire.PENDING, modified=changed[period.id])
    payload = {"fiscalYearId": year.number, "trackingPeriod": msgspec.to_builtins(told)}
    webhooks.tell(world, NAME, PERIOD_EVENT, lambda one: webhook_body(PERIOD_EVENT, payload, world.now, one.webhook_id))
    return Reply(200, told)


def vats(call: Call) -> Reply:
    """Tell the percentages of today and the statuses."""
    return Reply(200, wire.vats(call.world.today))


def vats_of_country(call: Call) -> Reply:
    """Tell the percentages of one country, which can only be Finland."""
    code = str(call.query["countryCode"]).upper()
    if code not in FINLAND:
        raise invalid(codes.INVALID_COUNTRY_CODE, "countryCode", explained=f"{code} is not known; try FI")
    return Reply(200, wire.VatPercentages(wire.vat_percentages(call.world.today)))


def vat_settings(call: Call) -> Reply:
    """Tell whether prices hold the tax."""
    return Reply(200, wire.VatSettings())


def _dimensions(world: World) -> list[Dimension]:
    return sorted(books_register.dimensions(world, NAME), key=lambda one: one.number)


def _dimension(call: Call) -> Dimension:
    return books_register.dimension_numbered(call.world, NAME, call.path["id"])


def _item(number: int, given: wire.ItemGiven) -> DimensionItem:
    return DimensionItem(number, given.code_name, given.description or "", is_hidden=given.status == wire.PASSIVE)


def _taken(name: str) -> Refusal:
    return invalid(codes.INVALID_DIMENSION_ITEM, "codeName", explained=f"another item is called {name}")


def _moved(world: World) -> dict[int, str]:
    return {row.id: row.modified for row in small_lists.rows(world, PERIODS, wire.PeriodMoved)}


def _period(year: wire.YearTold, number: int) -> wire.PeriodTold:
    known = next((period for period in year.tracking_periods if period.id == number), None)
    if known is None:
        raise NotFound("tracking period", number)
    return known
