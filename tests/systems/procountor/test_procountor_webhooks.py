"""Webhooks are registered without telling their secret, and hear of what happens: signed, until they answer."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2
import pytest

from simulator.asgi import build
from simulator.core.records import Due
from simulator.http.journal import MOST_BODY
from simulator.runner import Runner
from simulator.settings import Settings
from simulator.systems.procountor.push import Pusher
from simulator.world import timeline
from simulator.world.agenda import HANDLERS
from tests.systems.driver import Driver
from tests.systems.procountor.desk import Desk
from tests.systems.procountor.paperwork import done, invoice

EVENT = "INVOICE_PAYMENTEVENTS_DELETED"


class Receiver:
    """An address that remembers what it is told, and answers with the statuses given, then with 200."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook?from=procountor"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def registered(desk: Desk, url: str, **changed: Any) -> Any:
    said = {
        "url": url,
        "authenticationType": "HMAC",
        "authenticationMeta": {"secret": "made-up secret"},
        "subscriptions": [EVENT],
        **changed,
    }
    return desk.post("/webhooks", said)


def removed_event(desk: Desk) -> str:
    """Remove a payment event, and return what the removal is called."""
    number = desk.post("/invoices", invoice()).ok["id"]
    done(desk, f"/invoices/{number}/approve")
    said = {"paymentDate": "2026-06-10", "amount": 10, "currency": "EUR"}
    event = desk.put(f"/invoices/{number}/paymentevents/markpaid", said).ok["id"]
    started = desk.send("DELETE", f"/invoices/{number}/paymentevents/{event}")
    return str(started.json["transactionIdentifier"])


def pushes(desk: Desk) -> list[Any]:
    answer = desk.driver.get(f"/sandbox/worlds/{desk.world}/journal", operation="push")
    assert answer is not None
    return list(answer.json["entries"])


def test_a_receiver_hears_of_a_confirmed_removal_and_can_check_who_says_so(desk: Desk, receiver: Receiver) -> None:
    uuid = registered(desk, receiver.url).ok["uuid"]
    identity = removed_event(desk)
    assert receiver.heard == []
    desk.advance("PT2M")
    ((headers, body),) = receiver.heard
    expected = hmac.new(b"made-up secret", body, hashlib.sha256).hexdigest()
    assert headers["x-procountor-signature"] == f"sha256={expected}"
    told = json.loads(body)
    assert (told["eventType"], told["webhookUuid"]) == (EVENT, uuid)
    assert told["payload"]["transactionIdentifier"] == identity
    (entry,) = pushes(desk)
    assert (entry["status"], entry["path"]) == (200, "/hook")


def test_what_is_not_taken_is_told_again_on_the_worlds_clock_with_the_same_words(
    desk: Desk, receiver: Receiver
) -> None:
    assert registered(desk, receiver.url).ok
    receiver.answers = [503, 302]
    removed_event(desk)
    desk.advance("PT1M30S")
    assert len(receiver.heard) == 1
    desk.advance("P1D")
    assert len({body for _, body in receiver.heard}) == 1
    assert [entry["status"] for entry in pushes(desk)] == [503, 302, 200]
    assert [entry["at"][11:16] for entry in pushes(desk)] == ["06:01", "06:02", "06:07"]


def test_an_address_where_nobody_listens_stops_no_clock_and_is_given_up(desk: Desk, receiver: Receiver) -> None:
    assert registered(desk, receiver.url).ok
    receiver.server.server_close()
    removed_event(desk)
    desk.advance("P1D")
    assert [entry["status"] for entry in pushes(desk)] == [0] * 5


def test_a_webhook_without_a_secret_is_told_unsigned_and_one_removed_is_told_nothing(
    desk: Desk, receiver: Receiver
) -> None:
    assert registered(desk, receiver.url, authenticationType="NONE", authenticationMeta=None).ok
    gone = registered(desk, receiver.url).ok["uuid"]
    assert desk.send("DELETE", f"/webhooks/{gone}").status == 204
    removed_event(desk)
    desk.advance("PT2M")
    ((headers, _),) = receiver.heard
    assert "x-procountor-signature" not in headers


def test_registrations_are_listed_and_changed_and_their_secrets_are_never_told(desk: Desk) -> None:
    uuid = registered(desk, "http://127.0.0.1:1/a").ok["uuid"]
    assert registered(desk, "ftp://example.com/").errors == [(400, "INVALID_URL", "url")]
    nameless = registered(desk, "http://127.0.0.1:1/b", authenticationMeta={"name": "x"})
    assert nameless.errors == [(400, "INVALID_AUTHENTICATION_META", "authenticationMeta")]
    journal = desk.driver.get(f"/sandbox/worlds/{desk.world}/journal/1")
    assert journal is not None
    assert b"made-up secret" not in journal.body
    listed = desk.get("/webhooks", eventType=EVENT)
    assert b"made-up secret" not in listed.body
    assert [one["uuid"] for one in listed.ok["results"]] == [uuid]
    said = {"url": "http://127.0.0.1:1/c", "authenticationType": "NONE", "subscriptions": ["USER_UPDATED"]}
    done(desk, f"/webhooks/{uuid}", said)
    assert desk.get("/webhooks", eventType=EVENT).ok["results"] == []
    assert desk.get("/webhooks", url="http://127.0.0.1:1/c").ok["results"][0]["subscriptions"] == ["USER_UPDATED"]
    assert desk.send("DELETE", "/webhooks/unknown").status == 404


@pytest.mark.parametrize("url", ["http://[", "http://[::1", "http://a:b/", "http://a:99999/", "http:///hook", "hook"])
def test_what_cannot_be_pushed_to_is_refused(desk: Desk, url: str) -> None:
    assert registered(desk, url).errors == [(400, "INVALID_URL", "url")]


def test_a_fork_of_a_world_tells_the_receivers_of_the_first_one_nothing(desk: Desk, receiver: Receiver) -> None:
    assert registered(desk, receiver.url).ok
    removed_event(desk)
    forked = desk.driver.post(f"/sandbox/worlds/{desk.world}/fork", {})
    assert forked is not None
    moved = desk.driver.post(f"/sandbox/worlds/{forked.json['world']}/clock", {"advance": "P1D"})
    assert moved is not None
    assert (moved.status, receiver.heard) == (200, [])
    desk.advance("P1D")
    assert len(receiver.heard) == 1


class Endless(httpx2.AsyncByteStream):
    """A body that never ends: after the ``pieces`` comes nothing, or ever more of the last one."""

    def __init__(self, pieces: list[bytes], *, more: bool) -> None:
        self.pieces, self.more = pieces, more

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece
        while self.more:
            yield self.pieces[-1]
        await asyncio.Event().wait()


@pytest.mark.parametrize(
    ("body", "status", "shown"),
    [
        (Endless([b"so far"], more=False), 0, None),
        (Endless([b"on and on"], more=True), 200, ("on and on" * MOST_BODY)[:MOST_BODY]),
    ],
)
def test_a_receiver_whose_answer_never_ends_is_not_waited_for(body: Endless, status: int, shown: str | None) -> None:
    sandbox = build(Settings())
    desk = Desk(Driver(sandbox.app))
    assert registered(desk, "http://receiver.example/").ok
    removed_event(desk)
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, stream=body))
    pusher = Pusher(sandbox.worlds, sandbox.journals, Runner(sandbox.store), transport, patience_seconds=0.2)
    with sandbox.worlds.open(desk.world) as world:
        due = timeline.run(world, world.now + timedelta(minutes=2), HANDLERS)
    assert isinstance(due, Due)
    asyncio.run(pusher.errand(desk.world, due))
    (entry,) = pushes(desk)
    assert entry["status"] == status
    told = desk.driver.get(f"/sandbox/worlds/{desk.world}/journal/{entry['number']}")
    assert told is not None
    assert told.json["response"]["body"] == shown
    desk.driver.close()
