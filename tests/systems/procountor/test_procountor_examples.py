"""The example requests of Procountor's contract are answered as the examples beside them say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.documents import Example, examples
from tests.systems.procountor.desk import Desk

CREATES = {
    "createBusinessPartner": "/businesspartners",
    "createPartnerGroup": "/businesspartners/groups",
    "createProduct": "/products",
}
FOUND = {(one.operation_id, one.direction): one for one in examples("procountor") if not one.variant}


def same(told: Any, example: Any) -> bool:
    """Tell whether two documents say the same but for ids and versions."""
    if isinstance(told, dict) and isinstance(example, dict):
        names = (told.keys() | example.keys()) - {"id", "version"}
        return all(name in told and name in example and same(told[name], example[name]) for name in names)
    return bool(told == example)


@pytest.mark.parametrize("name", sorted(CREATES))
def test_what_is_created_is_answered_like_its_example(desk: Desk, name: str) -> None:
    request, response = FOUND[name, "request"], FOUND[name, "response"]
    told = desk.post(CREATES[name], jsonable(request)).ok
    assert same(told, jsonable(response))


def jsonable(example: Example) -> Any:
    """Return the value of an example as a client would read it."""
    return json.loads(example.path.read_text(encoding="utf-8"))
