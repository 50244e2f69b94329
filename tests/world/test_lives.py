"""Whatever creditors, debtors, banks and time do to a world, every cent and every stage can be accounted for."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from simulator.core.account import PAYMENTS
from simulator.core.action import Action, ActionStatus
from simulator.core.charges import UNDER_TOTAL, ChargeKind, total_cap
from simulator.core.debtor import DebtorKind
from simulator.core.kinds import KINDS
from simulator.core.lifecycle import ARROWS, FINAL, Stage, Standing
from simulator.core.money import total
from simulator.core.payment import Payment, PaymentState, Settlement
from simulator.core.policy import Policy
from simulator.core.receivable import Receivable
from simulator.world.posting import AGENDA, balance_of
from simulator.world.world import World
from tests.core.soundness import assert_sound
from tests.world.deeds import POLICIES, Deed, deeds, do
from tests.world.play import Play

MANY = settings().max_examples
"""As many as the profile says; lives are long, so fewer of them are tried."""

FIRST = deeds("hand_in")
NEIGHBOURS = {(start, end) for (start, _), end in ARROWS.items()} | {(stage, stage) for stage in Stage}
ON_THE_WAY = frozenset({PaymentState.ALLOCATED, PaymentState.SETTLED, PaymentState.RETURNED})


def receivables_are_sound(world: World) -> None:
    for each in world.shelf.all(Receivable):
        now = balance_of(each, world.today)
        assert_sound(each.account, now)
        ended = each.stage in FINAL
        assert (each.standing is Standing.CLOSED) == ended == (each.close_reason is not None)
        unsettled = [entry.name for entry in each.account.entries if entry.kind in PAYMENTS and entry.fixed is None]
        if ended or any(now.overpaid[name].is_positive for name in unsettled):
            assert now.open.total.is_zero


def charges_are_lawful(world: World) -> None:
    for each in world.shelf.all(Receivable):
        account = each.account
        collection = [charge for charge in account.charges if charge.kind in UNDER_TOTAL]
        costs = total((charge.amount for charge in collection), each.currency)
        assert costs <= total_cap(account.terms.debtor, account.capital)
        if account.terms.debtor is DebtorKind.CONSUMER:
            reminded = [charge.on for charge in collection if charge.kind is ChargeKind.REMINDER]
            demanded = [charge.on for charge in collection if charge.kind is ChargeKind.DEMAND]
            assert all(min(reminded) + timedelta(days=14) <= on for on in demanded)


def payments_agree_with_accounts(world: World) -> None:
    for payment in world.shelf.all(Payment):
        if payment.client_id is None:
            assert payment.parts is None
            continue
        assert payment.state in ON_THE_WAY
        assert payment.receivable is not None
        now = balance_of(world.find(Receivable, payment.receivable), world.today)
        assert (payment.parts, payment.overpaid) == (now.splits[payment.key], now.overpaid[payment.key])


def everything_is_paid_out_once(world: World) -> None:
    settled = [payment for payment in world.shelf.all(Payment) if payment.state is PaymentState.SETTLED]
    settlements = list(world.shelf.all(Settlement))
    lines = [(line, settlement) for settlement in settlements for line in settlement.allocations]
    assert len({line.allocation_id for line, _ in lines}) == len(lines)
    assert Counter(line.payment_id for line, _ in lines) == Counter(payment.payment_id for payment in settled)
    paid_out = {line.payment_id: (line, settlement) for line, settlement in lines}
    for payment in settled:
        line, settlement = paid_out[payment.payment_id]
        assert not payment.direct
        assert line.parts == payment.parts
        assert (payment.allocation_id, payment.settlement_id) == (line.allocation_id, settlement.settlement_id)
    for settlement in settlements:
        assert settlement.amount.is_positive
        amounts = (line.parts.total for line in settlement.allocations)
        assert settlement.amount == total(amounts, settlement.amount.currency)


def the_log_tells_every_stage(world: World) -> None:
    told: dict[str, list[str]] = defaultdict(list)
    for _, event in world.shelf.events(0, world.shelf.last_event()):
        if event.kind == Receivable.__name__ and event.stage is not None:
            told[event.key].append(event.stage)
    for each in world.shelf.all(Receivable):
        stages = told[each.key]
        assert stages[-1] == each.stage
        assert all((Stage(a), Stage(b)) in NEIGHBOURS for a, b in pairwise(stages))


def the_agenda_holds_what_is_to_come(world: World) -> None:
    coming = {(due.what, due.key) for due in world.shelf.agenda()}
    assert all(due.at >= world.now for due in world.shelf.agenda())
    for each in world.shelf.all(Receivable):
        planned = {what for what in AGENDA if (what, each.key) in coming}
        assert not (planned and each.stage in FINAL)
        assert not (planned & {"step", "credit-loss"} and each.standing is not Standing.OPEN)
        assert ("overdue" in planned) == (each.stage is Stage.DISTRIBUTED and each.case_id is not None)
        assert ("resume" in planned) == (each.resumes is not None)
    for payment in world.shelf.all(Payment):
        assert (("book", payment.key) in coming) == (payment.state is PaymentState.EXPECTED)
        assert (("return", payment.key) in coming) == (payment.state is PaymentState.UNMATCHED)
        if payment.state is PaymentState.ALLOCATED and not payment.direct:
            assert ("settle", str(payment.client_id)) in coming
    for action in world.shelf.all(Action):
        assert (("act", action.key) in coming) == (action.status is ActionStatus.PENDING)


CHECKS = (
    receivables_are_sound,
    charges_are_lawful,
    payments_agree_with_accounts,
    everything_is_paid_out_once,
    the_log_tells_every_stage,
    the_agenda_holds_what_is_to_come,
)


class Lives(RuleBasedStateMachine):
    """Random lives of a few invoices, checked after every deed."""

    def __init__(self) -> None:
        super().__init__()
        self.play = Play()

    @initialize(policy=st.sampled_from(POLICIES), first=FIRST)
    def begin(self, policy: Policy, first: Deed) -> None:
        self.play = Play(policy)
        do(self.play, first)

    @rule(deed=deeds("hand_in", "credit", "approve"))
    def hand_in(self, deed: Deed) -> None:
        self.do_and_wait(deed)

    @rule(deed=deeds("act"))
    def ask(self, deed: Deed) -> None:
        self.do_and_wait(deed)

    @rule(deed=deeds("decide", "dispute", "be_unreachable", "ask_for_plan"))
    def trouble(self, deed: Deed) -> None:
        self.do_and_wait(deed)

    @rule(deed=deeds("pay", "pay_exactly", "pay_late", "assign"))
    def pay(self, deed: Deed) -> None:
        self.do_and_wait(deed)

    def do_and_wait(self, deed: Deed) -> None:
        before = self.money()
        do(self.play, deed)
        between = self.money()
        self.play.advance(deed.then)
        assert before.items() <= between.items(), "a receipt is worth what it was"
        assert between.items() <= self.money().items(), "time cuts money into pieces, but neither makes nor spends it"

    def money(self) -> Counter[int]:
        """Return the cents of every receipt, however many pieces it was cut into."""
        with self.play.world() as world:
            pieces = Counter[int]()
            for payment in world.shelf.all(Payment):
                pieces[payment.receipt] += payment.amount.cents
            return pieces

    @invariant()
    def everything_is_accounted_for(self) -> None:
        with self.play.world() as world:
            for check in CHECKS:
                check(world)


Lives.TestCase.settings = settings(max_examples=MANY // 2, stateful_step_count=20)
TestLives = Lives.TestCase

STORIES = st.tuples(FIRST, st.lists(deeds(), max_size=12))


def history(play: Play) -> tuple[object, ...]:
    """Return all that a world remembers."""
    with play.world() as world:
        shelf = world.shelf
        records = [sorted(map(repr, shelf.all(kind))) for kind in KINDS.values()]
        return records, shelf.events(0, shelf.last_event()), sorted(shelf.agenda(), key=repr)


def lived(policy: Policy, story: list[Deed], *, cut: float | None = None) -> Play:
    """Return a world in which ``story`` has happened, each wait in one step or cut in two."""
    play = Play(policy)
    for deed in story:
        do(play, deed)
        first = deed.then if cut is None else deed.then * cut
        play.advance(first)
        if cut is not None:
            play.advance(deed.then - first)
    return play


@given(st.sampled_from(POLICIES), STORIES, st.floats(0, 1))
@settings(max_examples=MANY // 3)
def test_two_short_steps_through_time_end_where_one_long_step_ends(
    policy: Policy, story: tuple[Deed, list[Deed]], cut: float
) -> None:
    assert history(lived(policy, [story[0], *story[1]])) == history(lived(policy, [story[0], *story[1]], cut=cut))


@given(st.sampled_from(POLICIES), STORIES)
@settings(max_examples=MANY // 3)
def test_the_same_seed_and_the_same_deeds_have_the_same_history(policy: Policy, story: tuple[Deed, list[Deed]]) -> None:
    assert history(lived(policy, [story[0], *story[1]])) == history(lived(policy, [story[0], *story[1]]))


@given(st.sampled_from(POLICIES), STORIES)
@settings(max_examples=MANY // 3)
def test_every_life_comes_to_rest(policy: Policy, story: tuple[Deed, list[Deed]]) -> None:
    """Nothing is for ever on the agenda: after ten years without anybody doing anything, nothing is to come."""
    play = lived(policy, [story[0], *story[1]])
    play.advance(timedelta(days=3650))
    assert play.agenda() == []
    with play.world() as world:
        for check in CHECKS:
            check(world)
        unsettled = [p for p in world.shelf.all(Payment) if p.state is PaymentState.ALLOCATED and not p.direct]
        assert unsettled == []
