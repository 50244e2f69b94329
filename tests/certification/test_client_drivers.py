"""How clients are reached: what they are told, what is made of their answers, and what becomes of those that break."""

from __future__ import annotations

import http.server
import json
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import httpx2
import jsonschema_rs
import pytest

from contracts.scenario.client import ClientTrouble, ClientWorld
from simulator.certification.drivers import telling
from simulator.certification.drivers.driver import CannotDrive, Driver, Stage
from simulator.certification.drivers.patience import Hourglass
from simulator.certification.drivers.person import Desk
from simulator.certification.drivers.table import driver_of
from simulator.certification.drivers.telling import _masked

PUPPET = Path(__file__).with_name("puppet.py")
INVOICE = {"invoice": {"header": {"number": 1001}}}
BOOKS: dict[str, list[Any]] = {"invoices": [], "bookings": []}
SECRET = "made-up-token-of-a-test"
NOBODY = Desk((), lambda _: None)


def world(waited: list[float] | None = None) -> ClientWorld:
    return ClientWorld(
        base_url="http://sandbox/cfis",
        access_token=SECRET,
        http=httpx2.Client(),
        memory={},
        now=lambda: datetime(2026, 1, 2, 9, tzinfo=UTC),
        wait=([] if waited is None else waited).append,
    )


def stage(folder: Path, seconds: float = 20, journal: Sequence[Mapping[str, Any]] = ()) -> Stage:
    return Stage(
        "a_story",
        "Something happens",
        folder,
        seconds,
        lambda after: [each for each in journal if each["number"] > after],
        Event(),
    )


def puppet(how: str) -> Driver:
    return driver_of(f"exec:{sys.executable} {PUPPET} {how}", NOBODY)


def trouble_of(driver: Driver, on: Stage) -> str:
    client = driver.begin(on)(world())
    with pytest.raises(ClientTrouble) as broken:
        client.run()
    return str(broken.value)


def test_a_command_is_told_by_standard_input_and_environment_and_never_by_arguments(tmp_path: Path) -> None:
    make = puppet("tells").begin(stage(tmp_path))
    make(world()).create_invoice(INVOICE)
    make(world()).run()
    first = json.loads((tmp_path / "turn-1.json").read_text())
    assert first["instruction"] == {
        "version": 1,
        "story": "a_story",
        "turn": 1,
        "do": "submit",
        "document": INVOICE,
        "now": "2026-01-02T09:00:00Z",
        "baseUrl": "http://sandbox/cfis",
        "apiKey": SECRET,
    }
    environment = first["environment"]
    assert environment["CFIS_BASE_URL"] == "http://sandbox/cfis"
    assert environment["CFIS_PRODUCTION_BASE_URL"] == "http://sandbox/cfis-production"
    assert environment["CFIS_API_KEY"] == SECRET
    assert environment["SANDBOX_NOW"] == "2026-01-02T09:00:00Z"
    assert environment["SANDBOX_STATE_DIR"] == str(tmp_path)
    assert SECRET not in " ".join(first["arguments"])
    assert json.loads((tmp_path / "turn-2.json").read_text())["instruction"]["do"] == "restart"
    assert json.loads((tmp_path / "turn-3.json").read_text())["instruction"]["do"] == "run"
    for each in tmp_path.glob("turn-*.json"):
        jsonschema_rs.validate(
            json.loads(telling.INSTRUCTION_SCHEMA.read_bytes()), json.loads(each.read_text())["instruction"]
        )


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("prints-rubbish", "is not JSON"),
        ("prints-bytes", "the client answered 3 bytes that are no text in UTF-8"),
        ("falls-over", "the command was ended by the signal SIGABRT"),
        ("prints-too-much", "answered with more than 8388608 bytes"),
        ("says-nothing", "the client answered nothing"),
        ("gives-up", "the client says: out of paper"),
        ("answers-something-else", "is not as its schema says"),
    ],
)
def test_a_command_that_answers_no_answer_is_in_trouble(how: str, words: str, tmp_path: Path) -> None:
    assert words in trouble_of(puppet(how), stage(tmp_path))


def test_what_a_crash_says_is_told_without_token_and_without_places_of_this_machine(tmp_path: Path) -> None:
    trouble = trouble_of(puppet("crashes"), stage(tmp_path))
    assert trouble == (
        "the command ended with exit status 1; on standard error it said: "
        "no idea what to do with key made… in $SANDBOX_STATE_DIR"
    )


def test_rubbish_cannot_steer_the_terminal(tmp_path: Path) -> None:
    assert "\x1b" not in trouble_of(puppet("prints-rubbish"), stage(tmp_path))


def test_books_come_back_with_exact_amounts() -> None:
    row = '{"invoiceNumber": 1001, "open": 0.10}'
    answer = telling.read(f'{{"books": {{"invoices": [{row}], "bookings": []}}}}'.encode())
    assert str(answer["books"]["invoices"][0]["open"]) == "0.10"


@pytest.mark.parametrize(
    "content",
    [
        b'{"books": {"invoices": []}}',
        b'{"books": {"invoices": [{"invoiceNumber": "x", "open": 1}], "bookings": []}}',
        b'{"ok": true, "error": "both"}',
        b'{"ok": false}',
        b"[]",
        b"null",
        b'{"books": NaN}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_an_answer_that_its_schema_does_not_know_is_trouble(content: bytes) -> None:
    with pytest.raises(ClientTrouble):
        telling.read(content)


def test_json_that_is_nested_too_deeply_is_called_so() -> None:
    with pytest.raises(ClientTrouble, match="JSON that is nested too deeply"):
        telling.read(b"[" * 100_000 + b"]" * 100_000)


def test_time_goes_by_only_for_a_client_that_waits_as_it_was_told_and_no_longer() -> None:
    told = {"number": 7, "status": 429, "response": {"headers": {"Retry-After": "2"}}}
    answered = {"number": 8, "status": 200, "response": {"headers": {}}}
    waited: list[float] = []
    journal: list[Mapping[str, Any]] = []
    hourglass = Hourglass(stage(Path(), journal=journal), world(waited))
    hourglass.tick()
    assert waited == []
    journal.append(told)
    for _ in range(4):
        hourglass.tick()
    assert waited == [1.0, 1.0]
    journal += [{**told, "number": 9}, {**answered, "number": 10}]
    hourglass.tick()
    assert waited == [1.0, 1.0]


def test_what_the_turn_before_was_told_lets_no_time_go_by() -> None:
    waited: list[float] = []
    told = {"number": 7, "status": 429, "response": {"headers": {"Retry-After": "2"}}}
    Hourglass(stage(Path(), journal=[told]), world(waited)).tick()
    assert waited == []


class Answering(http.server.BaseHTTPRequestHandler):
    """Answers as the path says, and remembers what it was told."""

    told: list[Any]

    def do_POST(self) -> None:
        self.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        status, content = {
            "/turn": (200, b'{"ok": true}'),
            "/books": (200, json.dumps({"books": BOOKS}).encode()),
            "/broken": (500, b"<html>oh"),
        }.get(self.path, (200, b""))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def listening() -> Iterator[tuple[str, list[Any]]]:
    told: list[Any] = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Answering,), {"told": told}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", told
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_address_is_posted_the_same_instruction(listening: tuple[str, list[Any]], tmp_path: Path) -> None:
    url, told = listening
    driver_of(f"http:{url}/turn", NOBODY).begin(stage(tmp_path))(world()).create_invoice(INVOICE)
    assert driver_of(f"{url}/books", NOBODY).begin(stage(tmp_path))(world()).books() == BOOKS
    jsonschema_rs.validate(json.loads(telling.INSTRUCTION_SCHEMA.read_bytes()), told[0])
    assert [each["do"] for each in told] == ["submit", "books"]


@pytest.mark.parametrize(
    ("path", "words"),
    [("/broken", "status 500"), ("/empty", "answered nothing")],
)
def test_an_address_that_does_not_answer_well_is_trouble(
    path: str, words: str, listening: tuple[str, list[Any]], tmp_path: Path
) -> None:
    assert words in trouble_of(driver_of(f"http:{listening[0]}{path}", NOBODY), stage(tmp_path))


def test_an_address_is_told_of_without_its_secrets(listening: tuple[str, list[Any]]) -> None:
    url = listening[0].replace("//", "//user:password@")
    assert driver_of(f"http:{url}/turn?key=secret", NOBODY).spec == f"http:{listening[0]}/turn"


def looping(_: ClientWorld) -> Any:
    class Client:
        def run(self) -> None:
            while True:
                pass

        def create_invoice(self, _: object) -> None:
            sys.exit(3)

    return Client()


def test_an_object_that_hangs_or_leaves_or_lacks_something_is_trouble(tmp_path: Path) -> None:
    driver = driver_of(f"python:{__name__}:looping", NOBODY)
    on = stage(tmp_path, seconds=0.3)
    client: Any = driver.begin(on)(world())
    with pytest.raises(ClientTrouble, match="wanted to leave the process with exit status 3"):
        client.create_invoice(INVOICE)
    with pytest.raises(ClientTrouble, match="has no submit_ledger"):
        client.submit_ledger({})
    with pytest.raises(ClientTrouble, match=r"the client did not end its turn within 0\.3 seconds, and was stopped"):
        client.run()
    with pytest.raises(ClientTrouble, match="told nothing more"):
        client.run()


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("carrier-pigeon:Example", "there is no such driver"),
        ("exec:", "needs a command"),
        ("exec:'unbalanced", "No closing quotation"),
        ("exec:/no/such/command --at all", "there is no command /no/such/command"),
        (f"exec:{Path(__file__).parent}", "is a folder; expected a command"),
        (f"exec:{__file__}", "is not executable"),
        ("python:somewhere", "expected python:MODULE:FACTORY"),
        ("python:.nearby:make", "expected python:MODULE:FACTORY"),
        ("python:no_such_module_here:make", "No module named"),
        ("python:json:no_such_factory", "json has no no_such_factory"),
        ("python:json.decoder:NaN", "cannot be called"),
        ("http:127.0.0.1", "expected an address"),
        ("http:http://127.0.0.1:1/turn", "no client listens at http://127.0.0.1:1/turn"),
    ],
)
def test_a_client_that_cannot_be_reached_is_refused_before_anything_is_played(spec: str, words: str) -> None:
    with pytest.raises(CannotDrive, match=words):
        driver_of(spec, NOBODY)


@pytest.mark.parametrize(("source", "words"), [("1 / 0", "ZeroDivisionError"), ("def", "SyntaxError: invalid syntax")])
def test_a_client_whose_module_breaks_down_is_told_so(
    source: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_client_of_a_test.py").write_text(source, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(CannotDrive, match=f"broken_client_of_a_test broke down when it was loaded: {words}"):
        driver_of("python:broken_client_of_a_test:make", NOBODY)


def journalled(number: int, operation: str) -> dict[str, Any]:
    return {"number": number, "operation": operation, "status": 200, "response": {"headers": {}}}


def by_hand(tmp_path: Path, lines: Iterable[str], journal: Sequence[Mapping[str, Any]] = ()) -> tuple[Any, list[str]]:
    said: list[str] = []
    client = driver_of("manual", Desk(lines, said.append)).begin(stage(tmp_path, journal=journal))(world())
    return client, said


def test_a_person_is_told_what_to_do_and_says_when_it_is_done(tmp_path: Path) -> None:
    client, said = by_hand(tmp_path, ["", "", json.dumps(BOOKS)])
    client.create_invoice(INVOICE)
    client.run()
    assert client.books() == BOOKS
    text = "\n".join(said)
    assert f"Hand in the invoice in {tmp_path / 'turn-1.json'}" in text
    assert json.loads((tmp_path / "turn-1.json").read_text()) == INVOICE
    assert SECRET in text
    assert "Let the client do its periodic work" in text


def test_what_a_person_did_is_seen_in_the_journal(tmp_path: Path) -> None:
    journal: list[Mapping[str, Any]] = [journalled(1, "getPayments")]
    patient = Event()

    def lines() -> Iterator[str]:
        patient.wait(30)
        yield from ()

    client, _ = by_hand(tmp_path, lines(), journal)
    threading.Timer(0.2, lambda: journal.append(journalled(2, "createInvoice"))).start()
    client.create_invoice(INVOICE)
    patient.set()


def test_books_may_come_as_a_file(tmp_path: Path) -> None:
    file = tmp_path / "books.json"
    file.write_text(json.dumps({"books": BOOKS}))
    client, _ = by_hand(tmp_path, [str(file)])
    assert client.books() == BOOKS


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["error the client crashed"], "the client says: the client crashed"),
        ([], "nobody answers any more"),
    ],
)
def test_a_person_may_say_that_it_went_wrong_or_leave(lines: list[str], words: str, tmp_path: Path) -> None:
    client, _ = by_hand(tmp_path, lines)
    with pytest.raises(ClientTrouble, match=words):
        client.run()


def test_no_token_is_left_in_what_a_client_says() -> None:
    said = _masked(f"token {'0123456789abcdef' * 3} and {'ab' * 13}, of 2026-01-02T09:00:00Z")
    assert said == "token 0123… and abab…, of 2026-01-02T09:00:00Z"
