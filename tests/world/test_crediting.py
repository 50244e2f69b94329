"""An overpayment pays the debtor's other claims where the policy says so, in the order that the law gives them."""

from msgspec.structs import replace

from simulator.core.lifecycle import Stage
from simulator.core.money import Money, total
from simulator.core.payment import Payment
from simulator.core.policy import DEFAULT
from simulator.core.records import Environment
from tests.world.play import Play, spelled

CREDITING = replace(DEFAULT, overpayment_credited=True)


def split(payment: Payment) -> tuple[str, str, str]:
    assert payment.parts is not None
    return spelled(payment.parts)


def test_an_overpayment_is_credited_to_other_claims_where_the_policy_says_so() -> None:
    play = Play(CREDITING)
    play.invoice(1)
    play.invoice(2, due="2026-02-02")
    play.invoice(3, due="2026-01-30")
    play.invoice(4, debtor_key="another")
    pieces = play.pay("250.00", 1)
    assert [(piece.receivable, piece.amount) for piece in pieces] == [
        (play.key(1), Money.of("100.00")),
        (play.key(3), Money.of("100.00")),
        (play.key(2), Money.of("50.00")),
    ]
    assert len({piece.receipt for piece in pieces}) == 1
    assert len({piece.payment_id for piece in pieces}) == 3
    assert all(piece.overpaid == Money(0) for piece in pieces)


def test_what_no_claim_takes_stays_with_the_first_piece() -> None:
    play = Play(CREDITING)
    play.invoice(1)
    play.invoice(2)
    pieces = play.pay("250.00", 1)
    assert [(piece.amount, piece.overpaid) for piece in pieces] == [
        (Money.of("150.00"), Money.of("50.00")),
        (Money.of("100.00"), Money(0)),
    ]


def test_money_for_a_closed_claim_pays_the_debtors_others() -> None:
    play = Play(CREDITING)
    play.invoice(1)
    play.pay("100.00", 1)
    play.invoice(2)
    (piece,) = play.pay("100.00", 1)
    assert (piece.receivable, piece.overpaid) == (play.key(2), Money(0))
    (nothing_left,) = play.pay("100.00", 1)
    assert (nothing_left.receivable, nothing_left.overpaid) == (play.key(1), Money.of("100.00"))


def test_a_split_payment_told_late_leaves_nothing_over_while_anything_is_open() -> None:
    """What the first claim takes is judged on the day of the payment, letters that crossed it included."""
    play = Play(CREDITING)
    play.invoice(1)
    play.invoice(2)
    play.to("2026-02-10")
    pieces = play.pay("150.00", 1, on="2026-01-20")
    assert [(piece.receivable, split(piece)) for piece in pieces] == [
        (play.key(1), ("100.00", "0.10", "0.00")),
        (play.key(2), ("49.80", "0.10", "0.00")),
    ]
    assert total(piece.amount for piece in pieces) == Money.of("150.00")
    assert play.receivable(1).stage is Stage.PAID


def test_what_is_credited_pays_no_costs_while_a_consumer_owes_capital_or_interest_anywhere() -> None:
    """Debt Collection Act 513/1999, section 11 a; that it goes for several claims together is the cautious reading."""
    play = Play(CREDITING)
    play.invoice(1)
    play.invoice(2, due="2026-03-20")
    play.to("2026-02-10")
    play.invoice(3, due="2026-04-01")
    assert play.open(1) == ("100.00", "0.65", "5.00")
    pieces = play.pay("301.65", 3)
    assert [(piece.receivable, split(piece)) for piece in pieces] == [
        (play.key(3), ("100.00", "0.00", "0.00")),
        (play.key(1), ("100.00", "0.65", "1.00")),
        (play.key(2), ("100.00", "0.00", "0.00")),
    ]


def test_staging_and_production_have_one_bank_and_no_common_debtor() -> None:
    play = Play(CREDITING)
    play.invoice(1, reference="A")
    play.invoice(1, reference="B", environment=Environment.PRODUCTION)
    (piece,) = play.pay("200.00", reference="A")
    assert piece.overpaid == Money.of("100.00")
