"""The checks, by the requirement that each is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from contracts.checks import (
    acting,
    balances,
    booking,
    carrying,
    distributing,
    enduring,
    exactness,
    missing,
    persisting,
    restarts,
    secrecy,
    submitting,
    tokens,
    tolerating,
)
from contracts.checks.exhibit import Check, Exhibit, Sight


def _together(*checks: Callable[[Exhibit], Iterator[Sight]]) -> Check:
    """Return the check that looks for what each of ``checks`` looks for."""

    def look(exhibit: Exhibit) -> Iterator[Sight]:
        for check in checks:
            yield from check(exhibit)

    return look


CHECKS: Final[Mapping[str, Check]] = MappingProxyType(
    {
        "AUTH-01": tokens.carries_its_token,
        "AUTH-02": tokens.stays_in_its_environment,
        "AUTH-03": tokens.renews_an_expired_token,
        "AUTH-04": tokens.repeats_what_the_token_stopped,
        "AUTH-05": tokens.keeps_a_renewed_token,
        "AUTH-06": tokens.renews_once,
        "AUTH-07": tokens.goes_on_with_the_new_token,
        "SUB-01": submitting.hands_in_every_invoice,
        "SUB-02": submitting.sends_an_accepted_invoice_no_more,
        "SUB-03": submitting.knows_a_refused_invoice,
        "SUB-04": submitting.hands_in_credit_notes,
        "SUB-05": submitting.sends_switches_as_decided,
        "SUB-06": submitting.keeps_the_data_types,
        "DIST-01": distributing.learns_of_deliveries,
        "DIST-02": distributing.asks_in_the_rhythm_of_days,
        "DIST-03": distributing.keeps_case_ids,
        "DIST-04": distributing.names_the_days_of_invoices,
        "DIST-05": distributing.believes_the_newest_delivery,
        "DIST-06": distributing.expects_no_case_without_control,
        "CASE-01": balances.follows_the_case,
        "CASE-02": balances.counts_all_parts,
        "CASE-03": balances.believes_the_case,
        "CASE-04": acting.leaves_the_due_date_alone,
        "CASE-05": acting.brings_every_action,
        "CASE-06": acting.knows_what_became_of_actions,
        "PAY-01": booking.books_settlements_only,
        "PAY-02": booking.books_once,
        "PAY-03": missing.names_the_period,
        "PAY-04": missing.learns_what_was_lost,
        "PAY-05": missing.books_everything,
        "PAY-06": booking.books_parts_as_what_they_are,
        "PAY-07": booking.books_the_final_split,
        "PAY-08": booking.joins_by_invoice_number,
        "PAY-09": booking.books_nothing_for_direct_payments,
        "PAY-10": booking.shows_what_is_told_now,
        "PAY-11": balances.takes_an_overpaid_invoice_for_paid,
        "ACC-01": carrying.hands_in_ledgers,
        "ACC-02": carrying.hands_in_payments,
        "ACC-03": carrying.follows_documents,
        "ACC-04": carrying.takes_one_for_synced,
        "ACC-05": carrying.looks_before_submitting_again,
        "ACC-06": carrying.knows_failures,
        "ACC-07": carrying.submits_an_accepted_document_no_more,
        "ACC-08": carrying.takes_no_match_for_nothing,
        "RES-01": persisting.finds_out_what_was_lost,
        "RES-02": persisting.looks_before_acting_again,
        "RES-03": persisting.sends_what_could_not_be_sent,
        "RES-04": enduring.waits_as_long_as_told,
        "RES-05": restarts.forgets_nothing,
        "RES-06": enduring.gives_up_for_now,
        "RES-07": persisting.takes_a_delay_for_a_delay,
        "RES-08": enduring.takes_the_unreadable_for_no_answer,
        "RES-09": persisting.lets_a_refusal_hold_up_nothing,
        "RES-10": persisting.repeats_no_refused_document,
        "RES-11": enduring.ends_every_turn,
        "RES-12": missing.marks_what_was_answered,
        **tolerating.ALONE,
        "TOL-03": tolerating.takes_nothing_for_nothing,
        "TOL-05": _together(tolerating.bearing("TOL-05"), booking.reads_both_shapes),
        "TOL-07": _together(tolerating.bearing("TOL-07"), balances.misplaced_balances),
        "DATA-01": exactness.sends_two_decimals,
        "DATA-02": exactness.counts_exactly,
        "DATA-03": exactness.sends_what_it_was_handed,
        "DATA-04": exactness.keeps_currencies,
        "DATA-05": exactness.takes_midnight_for_that_day,
        "DATA-06": booking.keeps_every_digit,
        "DATA-07": exactness.sends_json,
        "SEC-01": secrecy.keeps_its_token_to_itself,
        "SEC-04": secrecy.asks_about_its_own,
    }
)
"""A check for each requirement of the catalogue that is tested."""


def met_by(exhibit: Exhibit) -> frozenset[str]:
    """Return the requirements that a story gave occasion to show, well or badly."""
    return frozenset(name for name, check in CHECKS.items() if next(check(exhibit), None) is not None)


def broken_by(exhibit: Exhibit) -> Mapping[str, tuple[Sight, ...]]:
    """Return what was seen wrong in a story, by requirement."""
    seen = {name: tuple(each for each in check(exhibit) if not each.right) for name, check in CHECKS.items()}
    return {name: wrong for name, wrong in seen.items() if wrong}
