"""What became of work that had to be confirmed first."""

from __future__ import annotations

import msgspec

from simulator.core.confirmation import Confirmation, ConfirmationState
from simulator.core.errors import NotFound
from simulator.http.endpoint import Call, Reply
from simulator.systems.procountor import NAME
from simulator.systems.procountor.refusals import Refusal
from simulator.systems.procountor.wire.document import InfoMessage


class Result(msgspec.Struct, frozen=True, gc=False):
    """What came of it; of the members of this document only one is ever there."""

    info: InfoMessage


def result(call: Call) -> Reply:
    """Tell whether something was confirmed: 202 while it waits, 406 when it was refused."""
    identity = str(call.path["transactionIdentifier"])
    known = call.world.look(Confirmation, f"{NAME}/{identity}")
    if known is None:
        raise NotFound("transaction", identity)
    match known.state:
        case ConfirmationState.WAITING:
            return Reply(202, InfoMessage("Transaction is not confirmed yet"))
        case ConfirmationState.DONE:
            return Reply(200, Result(InfoMessage("OK")))
        case _:
            raise Refusal(406, ("Transaction was rejected", ""))
