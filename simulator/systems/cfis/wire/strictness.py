"""Check digits that CFIS is not known to check: a strict world checks them all the same."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.core.bank_accounts import is_iban
from simulator.core.errors import FieldError, InvalidDocument
from simulator.core.identifiers import is_business_id, is_hetu, is_vat_number
from simulator.core.references import is_payment_reference
from simulator.systems.cfis.wire.invoice import SalesInvoiceRequest


def check_strictly(request: SalesInvoiceRequest) -> None:
    """Refuse wrong business ids, VAT numbers, identity codes, accounts and references. Raises InvalidDocument."""
    faults = [
        FieldError(f"invoice.{field}", f"{value!r} is not {expected}") for field, value, expected in _wrong(request)
    ]
    if faults:
        raise InvalidDocument(faults)


def _wrong(request: SalesInvoiceRequest) -> Iterator[tuple[str, str, str]]:
    parties = request.invoice.parties
    seller, buyer = parties.seller_party, parties.buyer_party
    references = request.invoice.references
    business, vat = "a Finnish business id with its check digit", "a Finnish VAT number"
    for name, party in (("sellerParty", seller), ("buyerParty", buyer)):
        if party.business_id and not is_business_id(party.business_id):
            yield f"parties.{name}.businessId", party.business_id, business
        if party.vat_code and party.vat_code.startswith("FI") and not is_vat_number(party.vat_code):
            yield f"parties.{name}.vatCode", party.vat_code, vat
    if buyer.personal_identity_number and not is_hetu(buyer.personal_identity_number):
        yield "parties.buyerParty.personalIdentityNumber", "…", "a personal identity code"
    iban = seller.payment_details.iban if seller.payment_details else None
    if iban and not is_iban(iban):
        yield "parties.sellerParty.paymentDetails.iban", iban, "an IBAN with its check digits"
    if references and references.payment and not is_payment_reference(references.payment):
        yield "references.payment", references.payment, "a payment reference with its check digits"
