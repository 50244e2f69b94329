"""An invoice goes by the best channel that can serve its receiver, and its states follow one table."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.core.debtor import DebtorKind
from simulator.core.delivery import (
    ARROWS,
    CHANNELS,
    PREFERENCE,
    Channel,
    DeliveryEvent,
    DeliveryState,
    Need,
    choose,
    fall_back,
    follow,
)
from simulator.core.errors import TransitionNotAllowed

VECTORS: dict[str, Any] = json.loads(
    Path(__file__).with_name("vectors").joinpath("delivery_states.json").read_text("utf-8")
)
RECEIVERS = {
    "business": DebtorKind.BUSINESS,
    "public_authority": DebtorKind.PUBLIC,
    "consumer": DebtorKind.CONSUMER,
}
TELLS = {
    "ovt": {Need.E_INVOICE_ADDRESS},
    "operator": {Need.OPERATOR},
    "email": {Need.EMAIL},
    "postal": {Need.POSTAL_ADDRESS},
    "receiver_notice": {Need.RECEIVER_NOTICE, Need.CONSUMER_ADDRESS, Need.BANK},
}
"""A receiver notice carries the payer's address and bank with it."""


def known(receiver: dict[str, Any]) -> set[Need]:
    return {need for name, needs in TELLS.items() if receiver.get(name) for need in needs}


@pytest.mark.parametrize("case", VECTORS["selection_cases"], ids=lambda case: "-".join(map(str, case["receiver"])))
def test_the_documented_channel_is_chosen(case: dict[str, Any]) -> None:
    receiver = case["receiver"]
    found = choose(RECEIVERS[receiver["type"]], known(receiver))
    assert (found or "ERROR_NO_ADDRESS") == case["expected"]


@pytest.mark.parametrize("row", VECTORS["channels"], ids=lambda row: row["channel"])
def test_a_channel_needs_takes_and_falls_back_as_documented(row: dict[str, Any]) -> None:
    rule = CHANNELS[Channel(row["channel"])]
    assert list(rule.needs) == row["needs"]
    assert rule.delivery_days == row["delivery_days"]
    assert list(rule.fallback) == row["fallback"]


@pytest.mark.parametrize("row", VECTORS["transitions"], ids=lambda row: f"{row['frm']} {row['event']}")
def test_a_documented_event_leads_to_its_documented_state(row: dict[str, str]) -> None:
    assert follow(DeliveryState(row["frm"]), DeliveryEvent(row["event"])) == row["to"]


def test_the_tables_hold_nothing_else() -> None:
    assert len(ARROWS) == len(VECTORS["transitions"])
    assert set(CHANNELS) == set(Channel) == {row["channel"] for row in VECTORS["channels"]}


@pytest.mark.parametrize("state", DeliveryState)
@pytest.mark.parametrize("event", DeliveryEvent)
def test_every_pair_either_moves_or_says_what_would(state: DeliveryState, event: DeliveryEvent) -> None:
    accepted = [row["event"] for row in VECTORS["transitions"] if row["frm"] == state]
    if event in accepted:
        assert follow(state, event) in DeliveryState
    else:
        with pytest.raises(TransitionNotAllowed) as refusal:
            follow(state, event)
        assert (refusal.value.stage, refusal.value.trigger) == (state, event)
        assert refusal.value.allowed == tuple(accepted)


def test_a_channel_whose_needs_are_half_known_is_not_chosen() -> None:
    half = {Need.E_INVOICE_ADDRESS, Need.POSTAL_ADDRESS}
    assert choose(DebtorKind.BUSINESS, half) is Channel.PAPER
    assert choose(DebtorKind.BUSINESS, half | {Need.OPERATOR}) is Channel.E_INVOICE_B2B


def test_each_kind_of_receiver_has_its_own_order() -> None:
    everything = set(Need)
    assert choose(DebtorKind.CONSUMER, everything) is Channel.E_INVOICE_CONSUMER
    assert choose(DebtorKind.CONSUMER, everything - {Need.BANK}) is Channel.DIGITAL_MAILBOX
    assert choose(DebtorKind.PUBLIC, everything) is Channel.E_INVOICE_B2B
    assert choose(DebtorKind.PUBLIC, everything - {Need.OPERATOR}) is Channel.PEPPOL
    assert PREFERENCE[DebtorKind.BUSINESS] is PREFERENCE[DebtorKind.PUBLIC]


def test_a_failed_channel_falls_back_to_the_first_that_can_serve() -> None:
    assert fall_back(Channel.E_INVOICE_B2B, {Need.POSTAL_ADDRESS, Need.EMAIL}) is Channel.PAPER
    assert fall_back(Channel.E_INVOICE_B2B, {Need.EMAIL}) is Channel.EMAIL
    assert fall_back(Channel.EMAIL, {Need.EMAIL}) is None
    assert fall_back(Channel.PAPER, set(Need)) is None


@given(receiver=st.sampled_from(DebtorKind), tells=st.sets(st.sampled_from(Need)))
def test_what_is_chosen_can_serve_and_falling_back_ends(receiver: DebtorKind, tells: set[Need]) -> None:
    channel = choose(receiver, tells)
    tried = []
    while channel is not None:
        assert tells.issuperset(CHANNELS[channel].needs)
        assert channel not in tried
        tried.append(channel)
        channel = fall_back(channel, tells)
    assert bool(tried) == any(tells.issuperset(CHANNELS[option].needs) for option in PREFERENCE[receiver])
