"""Overlays replace what the contract assumes, and a mistake in one is named by file, action and cause."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.documents import as_yaml, evidence_at, load
from contracts.overlay import OverlayError, apply_overlay
from contracts.reading import ContractError
from tests.tries import tries

DOCUMENT: Final[dict[str, Any]] = {
    "info": {"title": "Toy", "version": "1"},
    "servers": [{"url": "/a"}, {"url": "/b"}, {"url": "/c"}],
    "paths": {"/x": {"get": {"tags": ["one"], "deprecated": False}}, "/y": {"get": {"tags": ["two"]}}},
}

VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**31), 2**31) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ON_DISK: Final = settings(max_examples=tries(50), deadline=None)
"""Every example writes a file, which takes as long as the disk pleases."""

OBJECTS: Final = st.dictionaries(st.text(max_size=5), VALUES, max_size=4)


def overlay(folder: Path, *actions: object, **members: object) -> Path:
    """Write an overlay of ``actions`` and return its path."""
    path = folder / "better.overlay.json"
    head = {"overlay": "1.0.0", "info": {"title": "Better", "version": "1"}, "actions": list(actions)}
    path.write_text(json.dumps(head | members), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("overlays")


@ON_DISK
@given(document=OBJECTS)
def test_an_overlay_without_actions_changes_nothing(folder: Path, document: dict[str, Any]) -> None:
    assert apply_overlay(document, overlay(folder)) == document


@ON_DISK
@given(document=OBJECTS, update=OBJECTS)
def test_what_is_merged_into_an_object_is_in_it_afterwards_and_the_rest_stays(
    folder: Path, document: dict[str, Any], update: dict[str, Any]
) -> None:
    result = apply_overlay({"old": document}, overlay(folder, {"target": "$", "update": {"new": update}}))
    assert result == {"old": document, "new": update}


@ON_DISK
@given(document=OBJECTS.filter(bool))
def test_a_member_that_is_removed_and_added_again_is_back(folder: Path, document: dict[str, Any]) -> None:
    name = sorted(document)[0]
    away = {"target": f"$[{json.dumps(name)}]", "remove": True}
    back = {"target": "$", "update": {name: document[name]}}
    assert name not in apply_overlay(document, overlay(folder, away))
    assert apply_overlay(document, overlay(folder, away, back)) == document


@pytest.mark.parametrize(
    ("actions", "target", "value"),
    [
        ([{"target": "$.info", "update": {"title": "Better"}}], "title", "Better"),
        ([{"target": "$.info", "update": {"contact": {"name": "Us"}}}], "contact", {"name": "Us"}),
        ([{"target": "$.info.title", "update": "Better"}], "title", "Better"),
        ([{"target": "$.info.title", "remove": True}], "title", None),
        (
            [{"target": "$.info.title", "remove": True}, {"target": "$.info", "update": {"title": ["a"]}}],
            "title",
            ["a"],
        ),
    ],
)
def test_members_of_an_object_are_replaced_added_and_removed(
    tmp_path: Path, actions: list[object], target: str, value: object
) -> None:
    assert apply_overlay(DOCUMENT, overlay(tmp_path, *actions))["info"].get(target) == value


@pytest.mark.parametrize(
    ("action", "urls"),
    [
        ({"target": "$.servers", "update": {"url": "/d"}}, ["/a", "/b", "/c", "/d"]),
        ({"target": "$.servers", "update": [{"url": "/d"}, {"url": "/e"}]}, ["/a", "/b", "/c", "/d", "/e"]),
        ({"target": "$", "update": {"servers": [{"url": "/d"}]}}, ["/a", "/b", "/c", "/d"]),
        ({"target": "$.servers[1]", "remove": True}, ["/a", "/c"]),
        ({"target": "$.servers[0,2]", "remove": True}, ["/b"]),
        ({"target": "$.servers[?@.url != '/b']", "remove": True}, ["/b"]),
        ({"target": "$.servers[?@.url == '/b']", "update": {"url": "/z"}}, ["/a", "/z", "/c"]),
        ({"target": "$.servers[1,1]", "remove": True}, ["/a", "/c"]),
    ],
)
def test_items_of_an_array_are_added_removed_and_changed(tmp_path: Path, action: object, urls: list[str]) -> None:
    assert [one["url"] for one in apply_overlay(DOCUMENT, overlay(tmp_path, action))["servers"]] == urls


def test_a_wildcard_reaches_every_match_and_each_gets_values_of_its_own(tmp_path: Path) -> None:
    result = apply_overlay(DOCUMENT, overlay(tmp_path, {"target": "$.paths.*.get", "update": {"x-a": {"b": []}}}))
    first, second = result["paths"]["/x"]["get"], result["paths"]["/y"]["get"]
    assert first["x-a"] == second["x-a"] == {"b": []}
    assert first["x-a"] is not second["x-a"]


def test_the_document_that_is_overlaid_stays_as_it_was(tmp_path: Path) -> None:
    before = deepcopy(DOCUMENT)
    apply_overlay(DOCUMENT, overlay(tmp_path, {"target": "$.paths", "remove": True}))
    assert before == DOCUMENT


@pytest.mark.parametrize(
    ("action", "problem"),
    [
        ("update", "is a string, expected an object"),
        ({"update": {}}, "target is nothing, expected a JSONPath"),
        ({"target": "$.info"}, "has neither update nor remove"),
        ({"target": "$.info", "remove": "yes"}, "remove is a string, expected true or false"),
        ({"target": "$.info", "copy": "$.paths"}, "copy is not supported"),
        ({"target": "info", "update": {}}, "target 'info' is not a JSONPath"),
        ({"target": "$.info[", "update": {}}, "target '$.info[' is not a JSONPath"),
        ({"target": "$.components", "update": {}}, "target '$.components' matches nothing"),
        ({"target": "$.servers[?@.url == '/z']", "remove": True}, "matches nothing"),
        ({"target": "$", "remove": True}, "the whole document cannot be removed"),
        ({"target": "$", "update": [1]}, "$ is an object and the update an array"),
        ({"target": "$.info", "update": "Better"}, "$['info'] is an object and the update a string"),
        ({"target": "$.info", "update": {"title": ["a"]}}, "$['info']['title'] is a string and the update an array"),
        ({"target": "$", "update": {"servers": {}}}, "$['servers'] is an array and the update an object"),
        ({"target": "$.info.title", "update": {"a": 1}}, "$['info']['title'] is a string and the update an object"),
        ({"target": "$.paths['/x'].get.deprecated", "update": []}, "is true or false and the update an array"),
    ],
)
def test_a_wrong_action_is_named_by_file_index_and_cause(tmp_path: Path, action: object, problem: str) -> None:
    path = overlay(tmp_path, {"target": "$.info", "update": {"title": "Better"}}, action)
    with pytest.raises(OverlayError) as raised:
        apply_overlay(DOCUMENT, path)
    assert str(raised.value).startswith(f"{path}: actions[1]: ")
    assert problem in str(raised.value)
    assert (raised.value.path, raised.value.action) == (path, 1)


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({"overlay": None}, "overlay is None, expected a version"),
        ({"overlay": "2.0.0"}, "overlay is '2.0.0', expected a version"),
        ({"overlay": 1}, "overlay is 1, expected a version"),
        ({"actions": {"target": "$"}}, "actions is an object, expected an array"),
        ({"actions": None}, "actions is nothing, expected an array"),
    ],
)
def test_a_file_that_is_no_overlay_says_what_is_missing(tmp_path: Path, members: dict[str, Any], problem: str) -> None:
    path = overlay(tmp_path, **members)
    with pytest.raises(OverlayError, match=r"better\.overlay\.json: ") as raised:
        apply_overlay(DOCUMENT, path)
    assert problem in str(raised.value)
    assert raised.value.action is None


def test_an_overlay_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"none\.yaml: cannot be read"):
        load("cfis", [tmp_path / "none.yaml"])


def test_an_assumed_rule_of_cfis_is_replaced_together_with_its_mark(tmp_path: Path) -> None:
    sync = "$.components.schemas.SyncStatus"
    path = overlay(
        tmp_path,
        {"target": f"{sync}.enum", "remove": True},
        {"target": sync, "update": {"enum": [0, 1, 9], "x-evidence-of": {"enum": "documented"}}},
    )
    doc = load("cfis", [path])
    assert doc.raw["components"]["schemas"]["SyncStatus"]["enum"] == [0, 1, 9]
    assert evidence_at(doc, "/components/schemas/SyncStatus/enum").evidence == "documented"
    assert evidence_at(load("cfis"), "/components/schemas/SyncStatus/enum").evidence == "assumed"
    assert yaml.safe_load(as_yaml(doc)) == doc.raw


def test_overlays_are_applied_in_the_order_they_are_given(tmp_path: Path) -> None:
    titles = []
    for title in ("first", "second"):
        folder = tmp_path / title
        folder.mkdir()
        titles.append(overlay(folder, {"target": "$.info", "update": {"title": title}}))
    assert load("cfis", titles).raw["info"]["title"] == "second"
    assert load("cfis", titles[::-1]).raw["info"]["title"] == "first"


def test_policy_values_come_from_overlays_and_are_exact(tmp_path: Path) -> None:
    assert load("cfis").policy == {}
    path = tmp_path / "policy.overlay.yaml"
    path.write_text(
        "overlay: 1.0.0\n"
        "info: {title: What we know better, version: '1'}\n"
        "actions:\n"
        "  - target: $\n"
        "    update: {x-policy: {reminder_days: 10, reminder_fee: 5.10, settlement_weekdays: [TUE, FRI]}}\n"
        "  - target: $.info\n"
        "    update: {x-policy: {credit_loss_day_of_month: 2}}\n"
    )
    assert load("cfis", [path]).policy == {
        "reminder_days": 10,
        "reminder_fee": Decimal("5.1"),
        "settlement_weekdays": ("TUE", "FRI"),
        "credit_loss_day_of_month": 2,
    }


@pytest.mark.parametrize(
    ("action", "problem"),
    [
        (
            {"target": "$.paths['/api/v1/partner/renew'].get", "update": {"operationId": "validateToken"}},
            r"cfis: operationId validateToken stands 2 times",
        ),
        (
            {"target": "$.paths['/api/v1/partner/renew'].get.operationId", "remove": True},
            r"cfis: GET /api/v1/partner/renew: KeyError\('operationId'\)",
        ),
        (
            {"target": "$.components.parameters.token", "update": {"in": "cookie"}},
            r"cfis: GET /api/v1/partner/validate: .*parameter token in cookie",
        ),
        (
            {"target": "$.components.parameters.token", "remove": True},
            r"#/components/parameters/token points to nothing",
        ),
    ],
)
def test_an_overlay_that_breaks_an_operation_is_refused_when_it_is_loaded(
    tmp_path: Path, action: object, problem: str
) -> None:
    with pytest.raises(ContractError, match=problem):
        load("cfis", [overlay(tmp_path, action)])
