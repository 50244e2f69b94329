"""Every number and choice that no source fixes, in one place, each with its evidence.

An overlay replaces any of them by name (``x-policy``), and a world may carry its own. Evidence words are those of
the contracts: ``documented``, ``derived``, ``analogy`` and ``assumed``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal, NamedTuple

import msgspec
from msgspec import Meta

from simulator.core.errors import FieldError, InvalidDocument
from simulator.core.steps import COLLECTION_STEPS, LIFECYCLE_STEPS, Step, Weekday, check_steps

LONGEST_DAYS: Final = 36600
"""A number of days above this is refused as a mistake: a hundred years."""

Days = Annotated[int, Meta(ge=0, le=LONGEST_DAYS)]
Minutes = Annotated[int, Meta(ge=0, le=525_600)]
Hour = Annotated[int, Meta(ge=0, le=23)]
DayOfMonth = Annotated[int, Meta(ge=1, le=28)]
Status = Annotated[int, Meta(ge=200, le=599)]
Count = Annotated[int, Meta(ge=1)]
Seconds = Annotated[int, Meta(ge=0, le=86_400)]
MacSchemes = Annotated[tuple[Literal["HMACSHA256", "SHA256", "MD5"], ...], Meta(min_length=1)]
Weekdays = Annotated[tuple[Weekday, ...], Meta(min_length=1)]


class Policy(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """The choices of one world. Days are calendar days, minutes and hours are virtual time, hours are Finnish."""

    # answers of the API
    duplicate_status: Status = 402
    closed_case_status: Status = 402
    unknown_identifier_status: Status = 404
    wrong_token_kind_status: Status = 403
    empty_settlements_status: Status = 204
    default_period_days: Days = 30
    agency_code: str = "CASH-IN"
    agency_code_old: str = "CashIn"
    settlement_names_case: bool = False
    settlement_names_reference: bool = False
    renewal_answers_token_member: bool = True
    finvoice_operator: str = "003714756079"

    # submission and distribution
    distribution_starts_after_minutes: Minutes = 2
    email_delivered_after_minutes: Minutes = 10
    einvoice_delivered_after_minutes: Minutes = 60
    print_delivered_after_days: Days = 3
    failed_email_goes_to_print: bool = False
    actions_processed_after_minutes: Minutes = 5

    # the life of a case
    morning_hour: Hour = 7
    lifecycle_steps: tuple[Step, ...] = LIFECYCLE_STEPS
    collection_steps: tuple[Step, ...] = COLLECTION_STEPS
    legal_collection: bool = False
    legal_after_days: Days = 21
    enforcement_after_days: Days = 60
    demand_payment_days: Days = 14
    pause_lasts_days: Days = 30
    plan_proposal_waits_days: Days = 14
    plan_instalment_days: Annotated[int, Meta(ge=1, le=366)] = 30
    due_date_moves_until_reminder: bool = True
    standard_compensation: bool = False
    credit_loss_day_of_month: DayOfMonth = 1
    credit_loss_after_days: Days = 90
    crossed_payment_days: Annotated[int, Meta(ge=0, le=366)] = 1

    # money
    overpayment_credited: bool = False
    unmatched_returned_after_days: Days = 30
    settlement_hour: Hour = 9
    settlement_weekdays_lifecycle: Weekdays = (Weekday.TUE, Weekday.FRI)
    settlement_weekdays_collection: Weekdays = (Weekday.FRI,)
    settlement_needs_banking_day: bool = False

    # Netvisor
    netvisor_mac_schemes: MacSchemes = ("HMACSHA256", "SHA256", "MD5")
    netvisor_clock_skew_seconds: Seconds = 300
    netvisor_transaction_memory_seconds: Seconds = 86_400
    netvisor_listed_invoices: Count = 500
    netvisor_deletion_feed_days: Days = 7
    netvisor_rounding_cents: Annotated[int, Meta(ge=0, le=1000)] = 10

    # NetBaron
    netbaron_statuses: dict[str, Status] = {}
    netbaron_names: dict[str, str] = {}

    # accounting systems
    two_factor_confirmed_after_minutes: Minutes = 1
    webhook_retry_minutes: tuple[Minutes, ...] = (1, 5, 30, 120)

    # on the way to accounting
    accounting_starts_after_minutes: Minutes = 5
    accounting_retry_minutes: Annotated[int, Meta(ge=1, le=10_080)] = 5
    accounting_retry_longest_minutes: Annotated[int, Meta(ge=1, le=10_080)] = 240
    accounting_attempts: Count = 8

    # the sandbox itself
    longest_advance_days: Days = 3660
    longest_documents_batch: Count = 1000
    oldest_date_days: Days = LONGEST_DAYS
    latest_date_days: Days = 3660


class Evidence(NamedTuple):
    """How well a policy value is known, and from where."""

    evidence: str
    source: str


_SISTER: Final = "sister API of the same agency: "
_LETTERS: Final = "the agency's public pages for debtors: "

EVIDENCE: Final[Mapping[str, Evidence]] = MappingProxyType(
    {
        "duplicate_status": Evidence(
            "analogy", _SISTER + "402 is its answer to business rules; 409 is not in its list"
        ),
        "closed_case_status": Evidence("analogy", _SISTER + "402 is printed for an invoice in a terminal state"),
        "unknown_identifier_status": Evidence("analogy", _SISTER + "404 where an identifier matches no record"),
        "wrong_token_kind_status": Evidence("analogy", _SISTER + "403 where the key lacks the permission"),
        "empty_settlements_status": Evidence(
            "analogy", "CFIS answers 204 on an empty ledger list; trade custom agrees"
        ),
        "default_period_days": Evidence("documented", "retrieve-settlements: without a period, the last 30 days"),
        "agency_code": Evidence("documented", "retrieve-settlements, newer example"),
        "agency_code_old": Evidence("documented", "retrieve-settlements, older example"),
        "settlement_names_case": Evidence("documented", "retrieve-settlements: caseId is null in the example"),
        "settlement_names_reference": Evidence(
            "documented", "retrieve-settlements: the reference is empty in the example"
        ),
        "renewal_answers_token_member": Evidence(
            "assumed", "renew promises a token, its one documented member is Message"
        ),
        "finvoice_operator": Evidence("assumed", "no field of the Finvoice credentials is public"),
        "distribution_starts_after_minutes": Evidence("assumed", "distribution is asynchronous; no delay is stated"),
        "email_delivered_after_minutes": Evidence("assumed", "no delay is stated"),
        "einvoice_delivered_after_minutes": Evidence("assumed", "no delay is stated"),
        "print_delivered_after_days": Evidence("assumed", "second-class letter post in Finland"),
        "failed_email_goes_to_print": Evidence(
            "assumed", "failures are documented to surface in the distribution list"
        ),
        "actions_processed_after_minutes": Evidence("assumed", "actions are pending first; no delay is stated"),
        "morning_hour": Evidence("assumed", "steps run automatically; no hour is stated"),
        "lifecycle_steps": Evidence("assumed", "order: agency letters; days: waiting times of Act 513/1999"),
        "collection_steps": Evidence(
            "assumed", "debt-collection-services: starts with a reminder letter; days: Act 513/1999"
        ),
        "legal_collection": Evidence(
            "assumed", _LETTERS + "usual after a demand; off here so that no case goes to court unasked"
        ),
        "legal_after_days": Evidence("assumed", "Act 513/1999 section 6: after the time given in the demand"),
        "enforcement_after_days": Evidence("assumed", "time for a default judgment"),
        "demand_payment_days": Evidence("assumed", "market practice; the act fixes no length"),
        "pause_lasts_days": Evidence("assumed", "trade custom: a pause ends by itself; there is no resume code"),
        "plan_proposal_waits_days": Evidence("assumed", "time for the debtor to propose a plan the creditor allows"),
        "plan_instalment_days": Evidence("assumed", "monthly instalments"),
        "due_date_moves_until_reminder": Evidence("assumed", "trade custom: always granted before collection"),
        "standard_compensation": Evidence(
            "derived", "Act 513/1999 section 10 i allows 40 EUR; claiming it is a choice"
        ),
        "credit_loss_day_of_month": Evidence("analogy", _SISTER + "credit losses are published on the first"),
        "credit_loss_after_days": Evidence("assumed", "no waiting time is stated"),
        "crossed_payment_days": Evidence(
            "analogy", _LETTERS + "an act until the weekday after the payment keeps its cost"
        ),
        "overpayment_credited": Evidence("assumed", "trade custom: an overpayment goes back to the payer"),
        "unmatched_returned_after_days": Evidence("assumed", "no limit is stated"),
        "settlement_hour": Evidence("assumed", "no hour is stated"),
        "settlement_weekdays_lifecycle": Evidence("analogy", _SISTER + "one to three runs a week"),
        "settlement_weekdays_collection": Evidence("analogy", _SISTER + "one run a week"),
        "settlement_needs_banking_day": Evidence("derived", "the documented example is settled on a Saturday"),
        "netvisor_mac_schemes": Evidence(
            "documented",
            "API authentication; MD5 and SHA256 were announced to end in late 2025, a world may refuse them",
        ),
        "netvisor_clock_skew_seconds": Evidence("assumed", "HMACSHA256 checks the time; the window is not published"),
        "netvisor_transaction_memory_seconds": Evidence("assumed", "ids work once; for how long is not published"),
        "netvisor_listed_invoices": Evidence("derived", "one report of about 500 rows in an answer"),
        "netvisor_deletion_feed_days": Evidence(
            "documented", "deletedsalesinvoices and its siblings: at most 7 days back"
        ),
        "netvisor_rounding_cents": Evidence(
            "assumed", "gross vouchers get a rounding line; its bound is not published"
        ),
        "netbaron_statuses": Evidence(
            "assumed", "no error format is public; an overlay may give a code another status"
        ),
        "netbaron_names": Evidence("assumed", "no message is public; an overlay may call a member otherwise"),
        "two_factor_confirmed_after_minutes": Evidence("assumed", "a person confirms in an app; no time is stated"),
        "webhook_retry_minutes": Evidence("assumed", "that a push is repeated, and when, is nowhere stated"),
        "accounting_starts_after_minutes": Evidence("assumed", "ledger and payment data is queued; no delay is stated"),
        "accounting_retry_minutes": Evidence("assumed", "no retry is described; each wait is about twice the last"),
        "accounting_retry_longest_minutes": Evidence("assumed", "no retry is described"),
        "accounting_attempts": Evidence("assumed", "a failed state exists; how long it is tried before is not stated"),
        "longest_advance_days": Evidence("assumed", "a bound of the sandbox"),
        "longest_documents_batch": Evidence("assumed", "a bound of the sandbox"),
        "oldest_date_days": Evidence("assumed", "a bound of the sandbox: no date of a document lies further back"),
        "latest_date_days": Evidence("assumed", "a bound of the sandbox: no date of a document lies further ahead"),
    }
)

DEFAULT: Final = Policy()


def replaced(policy: Policy, changes: Mapping[str, object], *, origin: str) -> Policy:
    """Return ``policy`` with ``changes`` by name; ``origin`` names their source in an error.

    Raises InvalidDocument for a name that no policy has, a value of the wrong kind or out of bounds, and for steps
    that no case could go through.
    """
    try:
        changed = msgspec.convert({**msgspec.to_builtins(policy), **changes}, Policy)
    except msgspec.ValidationError as error:
        raise InvalidDocument([FieldError(origin, f"{error}; known names are {', '.join(EVIDENCE)}")]) from None
    check_steps(changed.lifecycle_steps, place=f"{origin}: lifecycle_steps")
    check_steps(changed.collection_steps, place=f"{origin}: collection_steps")
    return changed
