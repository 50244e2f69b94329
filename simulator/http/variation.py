"""Replies in another way: varied throughout in a harsh world, or in the one way that was armed."""

from __future__ import annotations

from simulator.http.contract import Terms
from simulator.http.faults import Fault
from simulator.http.rule import Rule
from simulator.http.shell import Happening, Rendered, Shell
from simulator.world.world import World


def varied(
    shell: Shell, terms: Terms, rendered: Rendered, world: World, happening: Happening, fault: Fault | None
) -> Rendered:
    """Return ``rendered`` in a variation, if one keeps the contract; of an armed one the journal tells if none does."""
    from contracts.variations import HARMLESS, Kind, Variation, opened  # noqa: PLC0415  most worlds never need it

    rule = terms.reply_rule(rendered.status)
    value = shell.codecs.reread(rendered.body, rendered.media)
    if rule is None or isinstance(value, bytes):
        return rendered
    document = shell.contract.document
    armed = Kind(fault.variation) if fault is not None and fault.variation else None
    number = shell.journals.next_number(world.id)
    label = f"{world.info.seed}/{world.id}/{number}"
    chosen = HARMLESS if armed is None else frozenset({armed})
    changed = Variation(document, label, chosen, everywhere=armed is not None).of(value, rule.schema)
    judge = Rule(opened(document), rule.schema) if armed is Kind.NEW_VALUES else rule
    if not judge.is_kept_by(changed):
        if armed is not None:
            happening.note(f"{armed}: no such variation of this reply keeps the contract; it is as it was")
        return rendered
    return rendered._replace(body=shell.codecs.write(changed, (rendered.media,))[0])
