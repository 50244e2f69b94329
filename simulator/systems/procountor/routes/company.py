"""The session behind a token, and the company."""

from __future__ import annotations

from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME, admission
from simulator.systems.procountor.wire.address import Address
from simulator.systems.procountor.wire.company import BusinessIdentifier, CompanyDetails, SessionInfo
from simulator.world import books


def session_info(call: Call) -> Reply:
    """Tell who the token stands for, and in which company."""
    of, company = admission.credential(call.world, call.grant), books.company(call.world, NAME)
    details = CompanyDetails()
    return Reply(
        200,
        SessionInfo(
            int(of.part("companyId")),
            company.name,
            details.country,
            details.product_version,
            int(of.part("userId")),
            of.part("username"),
        ),
    )


def get_company(call: Call) -> Reply:
    """Show the company."""
    of, company = admission.credential(call.world, call.grant), books.company(call.world, NAME)
    address = Address(name=company.name, street="Example Street 1", zip="00100", city="Helsinki", country="FINLAND")
    return Reply(
        200,
        CompanyDetails(
            id=int(of.part("companyId")),
            name=company.name,
            company_address=address,
            billing_address=address,
            business_identifier=BusinessIdentifier("FI", company.business_code),
            company_currency=company.currency,
        ),
    )
