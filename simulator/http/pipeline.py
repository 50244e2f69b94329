"""One exchange from request to answer, without any input or output: who asks, what is asked, what comes of it.

locate the world -> open it -> fault or weather -> admit -> decode -> contract -> endpoint -> encode -> contract ->
commit -> journal. A refusal at any step undoes everything and is put in the vendor's words; our own mistakes are
answered with 500, journalled, and raised again by whoever called.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from simulator.core.errors import DomainError, FieldError, InvalidDocument, shown
from simulator.http.contract import Terms
from simulator.http.endpoint import Call, Incoming, Reply
from simulator.http.explanation import explained
from simulator.http.faults import Fault, Kind
from simulator.http.fitting import fitted
from simulator.http.recording import recorded
from simulator.http.refusals import ContractBroken, Refused
from simulator.http.shell import Answer, Happening, Rendered, Shell
from simulator.http.unkindness import before, instead, reaches
from simulator.http.variation import varied
from simulator.world.worlds import WorldBusy

MOST_NOTED: Final = 10
"""Meaningless query parameters that a journal entry names."""
PLAIN: Final = "identity"
"""The content encoding that changes nothing."""
MOST_OF_A_TRACEBACK: Final = 16_000
LONGEST_MESSAGE: Final = 2000


class _TurnedDown(Exception):
    """Carries an endpoint's own reply of status 400 or more out of a unit of work that must leave no trace."""

    def __init__(self, rendered: Rendered) -> None:
        self.rendered = rendered


def answer(shell: Shell, incoming: Incoming) -> Answer:
    """Return what is answered to ``incoming``, after everything it asks for was done, or nothing of it.

    Raises WorldBusy while the world it belongs to moves through time; nothing has happened then.
    """
    happening = Happening(incoming)
    error: Exception | None = None
    try:
        rendered = _answered(shell, incoming, happening)
    except WorldBusy:
        raise
    except Exception as mistake:
        error = mistake
        rendered = _own_mistake(shell, mistake, happening)
    return recorded(shell, happening, rendered, error)


def turned_away(shell: Shell, incoming: Incoming, refused: Refused) -> Answer:
    """Return the answer to a request that the shell cannot even take in whole, or has let wait too long."""
    happening = Happening(incoming)
    _look_for_the_journal(shell, incoming, happening)
    return recorded(shell, happening, _refused(shell, refused, happening), None)


def _answered(shell: Shell, incoming: Incoming, happening: Happening) -> Rendered:
    try:
        return _carried_out(shell, incoming, happening)
    except _TurnedDown as turned_down:
        happening.refused = True
        _spend(shell, happening)
        return turned_down.rendered
    except (DomainError, Refused) as refusal:
        _spend(shell, happening)
        return _refused(shell, refusal, happening)


def _spend(shell: Shell, happening: Happening) -> None:
    """Use up what a refused request uses up all the same, now that the refusal has undone everything else."""
    if shell.system.spend is not None and happening.world is not None:
        with suppress(DomainError), shell.worlds.open(happening.world.id) as world:
            shell.system.spend(happening.incoming, world)


def _carried_out(shell: Shell, incoming: Incoming, happening: Happening) -> Rendered:
    try:
        terms, path = shell.contract.find(incoming.method, shell.system.place(incoming.path))
    except Refused:
        _look_for_the_journal(shell, incoming, happening)
        raise
    happening.operation = terms.id
    name = shell.system.locate(incoming, shell.worlds.store)
    with shell.worlds.open(name) as world:
        happening.enter(world)
        fault = happening.fault = before(shell, happening, world)
        if fault is None or fault.kind is not Kind.EXPIRE_TOKEN:
            return _one_unit(shell, terms, path, happening, fault)
        # Kept apart: the refusal that follows must not undo it.
        shell.system.expire(incoming, world)
    with shell.worlds.open(name) as world:
        happening.enter(world)
        return _one_unit(shell, terms, path, happening, None)


def _one_unit(
    shell: Shell, terms: Terms, path: Mapping[str, str], happening: Happening, fault: Fault | None
) -> Rendered:
    """Do what is asked within the open world, unless a fault comes instead."""
    incoming, world = happening.incoming, happening.world
    assert world is not None, "the world was entered"
    faked = None if fault is None else instead(shell.system, shell.codecs, fault)
    if faked is not None:
        if shell.system.spend is not None and reaches(fault):
            with suppress(DomainError):
                shell.system.spend(incoming, world)
        return faked
    grant = shell.system.admit(incoming, world, terms.id)
    body = _decoded(shell, terms, incoming)
    checked = terms.check(incoming, path, body)
    for name in checked.unknown[:MOST_NOTED]:
        happening.note(f"query parameter {name[:80]!r} means nothing here")
    call = Call(world, shell.worlds.store, grant, incoming, checked.query, body, checked.path)
    rendered = _kept_promise(shell, terms, shell.system.endpoints[terms.id](call), happening)
    if rendered.status >= 400:
        raise _TurnedDown(rendered)
    is_armed = fault is not None and fault.kind is Kind.VARY
    return varied(shell, terms, rendered, world, happening, fault) if world.is_harsh or is_armed else rendered


def _look_for_the_journal(shell: Shell, incoming: Incoming, happening: Happening) -> None:
    """Find out whose journal a request to nowhere belongs in; it may well carry a credential that opens a world."""
    try:
        with shell.worlds.open(shell.system.locate(incoming, shell.worlds.store), moving=True) as world:
            happening.enter(world)
    except DomainError:
        return


def _decoded(shell: Shell, terms: Terms, incoming: Incoming) -> object:
    """Return the body, decoded; a body that the operation does not take is passed over."""
    if not terms.media or not incoming.body:
        return None
    encoding = incoming.headers.get("content-encoding", PLAIN)
    if encoding != PLAIN:
        raise Refused(415, f"content encoding {shown(encoding)} is not read here; send the body as it is")
    return shell.codecs.read(incoming.body, incoming.headers.get("content-type", ""), terms.media)


def _kept_promise(shell: Shell, terms: Terms, reply: Reply, happening: Happening) -> Rendered:
    """Return ``reply`` as bytes. Raises ContractBroken when it is not what the contract promises."""
    rendered = fitted(shell, terms, _rendered(shell, terms, reply), happening)
    if not terms.promises(rendered.status):
        raise ContractBroken(terms.id, rendered.status, [FieldError("status", "is not one that the contract lists")])
    _check_body(shell, terms, rendered, happening)
    return rendered


def _check_body(shell: Shell, terms: Terms, rendered: Rendered, happening: Happening) -> None:
    rule = terms.reply_rule(rendered.status)
    if rule is None or rule.is_known_to_be_kept(rendered.body):
        return
    value = shell.codecs.reread(rendered.body, rendered.media)
    if isinstance(value, bytes) or rule.is_kept_by(value):
        rule.remember(rendered.body)
        return
    happening.reply_findings = rule.findings(value)
    raise ContractBroken(terms.id, rendered.status, happening.reply_findings)


def _rendered(shell: Shell, terms: Terms | None, reply: Reply) -> Rendered:
    promised = terms.reply_media(reply.status) if terms else ()
    body, media = shell.codecs.write(reply.body, promised or (shell.system.media,))
    return Rendered(reply.status, body, media, reply.headers)


def _refused(shell: Shell, refusal: DomainError | Refused, happening: Happening) -> Rendered:
    happening.refused = True
    happening.explanation = explained(refusal)
    if isinstance(refusal, Refused):
        reply = shell.system.unwell(refusal.status, refusal.sentence)
        rendered = _rendered(shell, None, reply)
        return rendered._replace(headers={**rendered.headers, **refusal.headers})
    if isinstance(refusal, InvalidDocument):
        happening.request_findings = refusal.errors
    terms = shell.contract.terms.get(happening.operation)
    told = shell.system.refuse(refusal, happening.operation, happening.world, happening.incoming)
    rendered = _rendered(shell, terms, told)
    if terms is not None:
        rendered = fitted(shell, terms, rendered, happening)
        # A world's policy may choose a status that the contract does not list: the body has nothing to keep to then.
        _check_body(shell, terms, rendered, happening)
    return rendered


def _own_mistake(shell: Shell, mistake: Exception, happening: Happening) -> Rendered:
    happening.refused = True
    happening.explanation = {"code": "our_mistake", "message": f"{type(mistake).__name__}: {mistake}"[:LONGEST_MESSAGE]}
    happening.traceback = "".join(traceback.format_exception(mistake))[-MOST_OF_A_TRACEBACK:]
    if isinstance(mistake, ContractBroken):
        happening.reply_findings = mistake.findings
    sentence = "the sandbox itself has failed; this is no fault of the request. Its journal says where"
    return _rendered(shell, None, shell.system.unwell(500, sentence))
