"""How an invoice reaches its receiver: the channels, what each needs, which is chosen, and the states on the way.

What a channel needs is sourced; the states and the fallbacks are a design of this sandbox (assumed). Sources:
Finvoice 3.0 implementation guideline; act on e-invoicing 241/2019.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from simulator.core.debtor import DebtorKind
from simulator.core.errors import TransitionNotAllowed


class Channel(StrEnum):
    """A way to deliver an invoice."""

    E_INVOICE_B2B = "E_INVOICE_B2B"
    E_INVOICE_CONSUMER = "E_INVOICE_CONSUMER"
    EMAIL = "EMAIL"
    PAPER = "PAPER"
    DIGITAL_MAILBOX = "DIGITAL_MAILBOX"
    PEPPOL = "PEPPOL"


class Need(StrEnum):
    """Something that must be known of a receiver; the value says it in words."""

    E_INVOICE_ADDRESS = "receiver e-invoice address (OVT, IBAN or other)"
    OPERATOR = "operator code"
    CONSUMER_ADDRESS = "e-invoice address of the payer (IBAN form)"
    BANK = "bank BIC"
    RECEIVER_NOTICE = "receiver notice (vastaanottoilmoitus)"
    EMAIL = "e-mail address"
    POSTAL_ADDRESS = "name, street or PO box, postal code, town"
    MAILBOX_USER = "OmaPosti or Suomi.fi user found"
    PEPPOL_PARTICIPANT = "participant id 0216:0037..."
    PEPPOL_RECEIVER = "receiver found in SMP"


class ChannelRule(NamedTuple):
    """What a channel needs, how many calendar days it takes, and what is tried when it fails, in order."""

    needs: tuple[Need, ...]
    delivery_days: int
    fallback: tuple[Channel, ...]


CHANNELS: Final[Mapping[Channel, ChannelRule]] = MappingProxyType(
    {
        Channel.E_INVOICE_B2B: ChannelRule((Need.E_INVOICE_ADDRESS, Need.OPERATOR), 0, (Channel.PAPER, Channel.EMAIL)),
        Channel.E_INVOICE_CONSUMER: ChannelRule(
            (Need.CONSUMER_ADDRESS, Need.BANK, Need.RECEIVER_NOTICE), 0, (Channel.PAPER, Channel.EMAIL)
        ),
        Channel.EMAIL: ChannelRule((Need.EMAIL,), 0, (Channel.PAPER,)),
        Channel.PAPER: ChannelRule((Need.POSTAL_ADDRESS,), 3, ()),
        Channel.DIGITAL_MAILBOX: ChannelRule((Need.MAILBOX_USER,), 0, (Channel.PAPER,)),
        Channel.PEPPOL: ChannelRule((Need.PEPPOL_PARTICIPANT, Need.PEPPOL_RECEIVER), 0, (Channel.PAPER, Channel.EMAIL)),
    }
)

_ORGANISATION: Final = (Channel.E_INVOICE_B2B, Channel.PEPPOL, Channel.EMAIL, Channel.PAPER)

PREFERENCE: Final[Mapping[DebtorKind, tuple[Channel, ...]]] = MappingProxyType(
    {
        DebtorKind.CONSUMER: (Channel.E_INVOICE_CONSUMER, Channel.DIGITAL_MAILBOX, Channel.EMAIL, Channel.PAPER),
        DebtorKind.BUSINESS: _ORGANISATION,
        DebtorKind.PUBLIC: _ORGANISATION,
    }
)
"""The channels that a receiver may be served by, the one to try first in front (order assumed)."""


def choose(receiver: DebtorKind, known: Set[Need]) -> Channel | None:
    """Return the best channel for which everything needed is ``known``; None when the receiver has no address."""
    return _first(PREFERENCE[receiver], known)


def fall_back(failed: Channel, known: Set[Need]) -> Channel | None:
    """Return the channel to try after ``failed``; None when it has no fallback that the receiver can be served by."""
    return _first(CHANNELS[failed].fallback, known)


def _first(channels: tuple[Channel, ...], known: Set[Need]) -> Channel | None:
    return next((channel for channel in channels if all(need in known for need in CHANNELS[channel].needs)), None)


class DeliveryState(StrEnum):
    """Where an invoice is on its way."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    ACCEPTED = "ACCEPTED"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"
    RETURNED = "RETURNED"
    CANCELLED = "CANCELLED"


class DeliveryEvent(StrEnum):
    """What can happen on the way."""

    HANDED_OVER = "handed_over"
    OPERATOR_ACK = "operator_ack"
    REJECTED_BY_SCHEMA = "rejected_by_schema"
    DELIVERED = "delivered"
    ADDRESS_UNKNOWN = "address_unknown"
    RECEIVER_AGREEMENT_ENDED = "receiver_agreement_ended"
    FALLBACK_CHANNEL = "fallback_channel"
    CORRECTED_AND_RESENT = "corrected_and_resent"
    PAPER_RETURNED_BY_POST = "paper_returned_by_post"
    CANCELLED = "cancelled"


ARROWS: Final[Mapping[tuple[DeliveryState, DeliveryEvent], DeliveryState]] = MappingProxyType(
    {
        (DeliveryState.QUEUED, DeliveryEvent.HANDED_OVER): DeliveryState.SENT,
        (DeliveryState.SENT, DeliveryEvent.OPERATOR_ACK): DeliveryState.ACCEPTED,
        (DeliveryState.SENT, DeliveryEvent.REJECTED_BY_SCHEMA): DeliveryState.FAILED,
        (DeliveryState.ACCEPTED, DeliveryEvent.DELIVERED): DeliveryState.DELIVERED,
        (DeliveryState.ACCEPTED, DeliveryEvent.ADDRESS_UNKNOWN): DeliveryState.RETURNED,
        (DeliveryState.ACCEPTED, DeliveryEvent.RECEIVER_AGREEMENT_ENDED): DeliveryState.RETURNED,
        (DeliveryState.RETURNED, DeliveryEvent.FALLBACK_CHANNEL): DeliveryState.QUEUED,
        (DeliveryState.FAILED, DeliveryEvent.CORRECTED_AND_RESENT): DeliveryState.QUEUED,
        (DeliveryState.DELIVERED, DeliveryEvent.PAPER_RETURNED_BY_POST): DeliveryState.RETURNED,
        (DeliveryState.QUEUED, DeliveryEvent.CANCELLED): DeliveryState.CANCELLED,
    }
)
"""Where each event leads from each state; a pair that is missing is refused."""


def follow(state: DeliveryState, event: DeliveryEvent) -> DeliveryState:
    """Return the state that ``event`` leads to, or say what would have been accepted."""
    try:
        return ARROWS[state, event]
    except KeyError:
        allowed = tuple(event.value for origin, event in ARROWS if origin is state)
        raise TransitionNotAllowed(state, event, allowed) from None
