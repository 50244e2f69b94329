"""Checks leave a right client alone that does something in another way than the reference client."""

from __future__ import annotations

import pytest

from contracts.checks.exhibit import Exhibit
from contracts.checks.table import broken_by, met_by
from contracts.reference_client.answers import Delivery
from contracts.reference_client.connection import PARTNER, Connection
from contracts.reference_client.following import Follower
from contracts.reference_client.memory import Invoice
from contracts.scenario.client import MakeClient
from contracts.scenario.in_process import InProcess
from tests.certification.nightly_client import nightly
from tests.certification.nightly_line import Habits
from tests.checks.defects import made_of
from tests.checks.playing import scenario_of, seen
from tests.checks.stories import FIRST, STORIES, told, varied


def exhibit(way: InProcess, name: str, make: MakeClient) -> Exhibit:
    return seen(way, scenario_of(STORIES[name], name), make)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("actions", {"CASE-05", "CASE-06", "RES-10"}),
        ("refused, then another", {"RES-09", "RES-10"}),
        ("documents for accounting", {"ACC-01", "ACC-02"}),
    ],
)
def test_what_a_client_gathers_in_one_request_is_seen_document_by_document(
    way: InProcess, name: str, shown: set[str]
) -> None:
    looked_at = exhibit(way, name, nightly(Habits()))
    assert broken_by(looked_at) == {}
    assert shown <= met_by(looked_at)


def test_payments_that_go_in_one_request_have_each_arrived(way: InProcess) -> None:
    booking = "{key: PAY-%d, reference: '1232', amount: %d.00 EUR, date: 2026-01-02}"
    steps = (f"booking: {booking % (1, 10)}", f"booking: {booking % (2, 20)}", "run:", "advance: P1D", "run:")
    looked_at = seen(way, scenario_of(told(*steps, service="accounting")), nightly(Habits()))
    assert [len(each.sent["payments"]) for each in looked_at.of("submitAccountingPayments")] == [2]
    assert broken_by(looked_at) == {}
    assert {"ACC-02", "ACC-03", "ACC-07"} <= met_by(looked_at)


class AsksSeveralThingsAtOnce(Connection):
    """A question was under way with the old token while it was renewed."""

    def _replace(self, token: str) -> None:
        old = self._token
        super()._replace(token)
        self._http.get(f"{PARTNER}/payments", headers={"X-Api-Key": old})


def test_a_question_that_was_under_way_while_the_token_was_renewed_is_no_use_of_the_old_one(way: InProcess) -> None:
    looked_at = exhibit(way, "the token expires", made_of(connection=AsksSeveralThingsAtOnce))
    assert broken_by(looked_at) == {}
    assert "AUTH-07" in met_by(looked_at)


class KeepsWhatItUnderstands(Follower):
    """Keeps the last state of a delivery that it knew, where a later one is null or means nothing to it."""

    def _learn(self, invoice: Invoice, told: Delivery) -> None:
        before = invoice.delivery
        super()._learn(invoice, told)
        if invoice.delivery not in ("PENDING", "SENT", "DELIVERED", "FAILED"):
            invoice.delivery = before


@pytest.mark.parametrize("variation", ["new-values", "nulls"])
def test_a_state_of_delivery_that_says_nothing_leaves_the_one_before(way: InProcess, variation: str) -> None:
    vary = varied(variation, "getDistribution").replace("times: 2", "times: 9")
    steps = (f"submit: {FIRST}", "advance: P1D", "run:", vary, "run:")
    story = told(*steps, then="then: [{believed: {invoices: [{delivery: DELIVERED}]}}]\n")
    looked_at = seen(way, scenario_of(story), made_of(follower=KeepsWhatItUnderstands))
    assert broken_by(looked_at) == {}
    assert "DIST-05" in met_by(looked_at)
