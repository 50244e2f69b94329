"""Members by the names that an overlay gives them: the policy says how each of ours is called by those who know better.

The contract document says the same names, so that validation and behaviour follow one overlay.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from simulator.http.endpoint import Call, Endpoint, Reply


def under_given_names(endpoint: Endpoint) -> Endpoint:
    """Return ``endpoint`` with members of documents and parameters called as the world's policy says."""

    def called(call: Call) -> Reply:
        theirs = call.world.policy.netbaron_names
        if not theirs:
            return endpoint(call)
        ours = {name: own for own, name in theirs.items()}
        reply = endpoint(
            call._replace(
                body=_renamed(call.body, ours), query=_renamed(call.query, ours), path=_renamed(call.path, ours)
            )
        )
        return reply._replace(body=_renamed(msgspec.to_builtins(reply.body, builtin_types=(Decimal, date)), theirs))

    return called


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {names.get(key, key): _renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(inner, names) for inner in value]
    return value
