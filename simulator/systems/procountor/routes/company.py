"""The session behind a token, the user, and the company with its settings."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec.structs import replace

from simulator.core.company import Company
from simulator.core.debtor import DebtorKind
from simulator.core.errors import NotFound
from simulator.core.identifiers import is_business_id
from simulator.core.interest import statutory_percent
from simulator.core.records import Document
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME, admission
from simulator.systems.procountor.refusals import invalid
from simulator.systems.procountor.routes.moves import DONE
from simulator.systems.procountor.wire import codes
from simulator.systems.procountor.wire import company as wire
from simulator.systems.procountor.wire.address import Address
from simulator.systems.procountor.wire.company import BusinessIdentifier, CompanyDetails, CompanyGiven
from simulator.systems.procountor.wire.currencies import CURRENCIES
from simulator.systems.procountor.wire.document import kept
from simulator.world import books
from simulator.world.world import World

PARTICULARS: Final = f"{NAME}/company particulars"


def session_info(call: Call) -> Reply:
    """Tell who the token stands for, and in which company."""
    of, company = admission.credential(call.world, call.grant), books.company(call.world, NAME)
    user, number = int(of.part("userId")), int(of.part("companyId"))
    told = wire.SessionInfo(number, company.name, wire.COUNTRY, wire.PRODUCT, user, of.part("username"))
    return Reply(200, told)


def get_company(call: Call) -> Reply:
    """Show the company."""
    of, company = admission.credential(call.world, call.grant), books.company(call.world, NAME)
    said = _said(call.world)
    address = said.company_address or _address(company)
    return Reply(
        200,
        CompanyDetails(
            id=int(of.part("companyId")),
            name=company.name,
            company_address=address,
            billing_address=said.billing_address or address,
            in_trade_register=said.in_trade_register is not False,
            business_identifier=BusinessIdentifier("FI", company.business_code),
            company_currency=company.currency,
        ),
    )


def update_company(call: Call) -> Reply:
    """Change what a client may change of the company. Raises Refusal for a business id with a wrong check digit."""
    given, company = call.read(CompanyGiven), books.company(call.world, NAME)
    code = given.business_identifier.code if given.business_identifier else ""
    if code and not is_business_id(code):
        raise invalid(codes.BUSINESS_ID, "businessIdentifier.code", explained=f"{code} has a wrong check digit")
    changed = replace(company, name=given.name or company.name, business_code=code or company.business_code)
    call.world.put(changed, because="company particulars changed", note=changed.name)
    before = _said(call.world)
    said = {name: getattr(given, name) for name in given.__struct_fields__ if getattr(given, name) is not None}
    call.world.keep(Document(owner=PARTICULARS, body=kept(replace(before, **said))))
    return DONE


def usage_settings(call: Call) -> Reply:
    """Tell how the company makes invoices unless told otherwise."""
    return Reply(200, wire.UsageSettings())


def collection_settings(call: Call) -> Reply:
    """Tell what lateness costs the company's customers: the statutory interest of the day, and who collects."""
    percent = statutory_percent(DebtorKind.CONSUMER, call.world.today)
    agency = call.world.policy.agency_code
    return Reply(200, wire.CollectionSettings(default_sales_invoice_interest=percent, collection_partner=agency))


def user(call: Call) -> Reply:
    """Show the user behind the token."""
    of = admission.credential(call.world, call.grant)
    number, company = int(of.part("userId")), int(of.part("companyId"))
    return Reply(200, wire.UserTold(id=number, username=of.part("username"), company_id=company))


def user_profile(call: Call) -> Reply:
    """Tell the name of a user, of whom there is one."""
    of = admission.credential(call.world, call.grant)
    if call.path["id"] != int(of.part("userId")):
        raise NotFound("user", call.path["id"])
    return Reply(200, wire.Profile())


def currencies(call: Call) -> Reply:
    """List the currencies there are."""
    return Reply(200, wire.Currencies(CURRENCIES))


def company_currency(call: Call) -> Reply:
    """Tell the currency that the books are kept in."""
    return Reply(200, wire.CurrencyTold(books.company(call.world, NAME).currency))


def status(call: Call) -> Reply:
    """Tell how the service is; who gets this far finds it well."""
    return Reply(200, wire.Status())


def _said(world: World) -> CompanyGiven:
    known = world.look(Document, PARTICULARS)
    return CompanyGiven() if known is None else msgspec.json.decode(known.body, type=CompanyGiven)


def _address(company: Company) -> Address:
    return Address(name=company.name, street="Example Street 1", zip="00100", city="Helsinki", country=wire.COUNTRY)
