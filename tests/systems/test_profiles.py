"""How kind a world is: a harsh one is survived by trying three times, a faithful one is calm, a lenient one helps."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from contracts.variations import EXTRA_NAME
from simulator.asgi import build
from simulator.core.records import Profile
from simulator.settings import Settings
from tests.systems.cfis.desk import PARTNER, Client, Desk, clients_of, invoice, keeps_the_contract, written
from tests.systems.driver import Answer, Driver

READINGS = (
    "/invoice/distribution",
    "/payments",
    "/settlements",
    "/accounting/ledger",
    "/operations/finvoice/credentials",
)
V2 = "/api/v2/partner/invoice/distribution"


@pytest.fixture
def driver() -> Iterator[Driver]:
    driven = Driver(build(Settings()).app)
    yield driven
    driven.close()


class Patient:
    """A client that tries every request up to three times, renews its token when it has expired, and what it met."""

    def __init__(self, desk: Desk, client: Client | None = None) -> None:
        self.desk, self.client = desk, client or desk.client
        self.met: list[int | None] = []

    def once(self, method: str, path: str, body: bytes = b"", **query: Any) -> Answer | None:
        answer = self.desk.driver.send(method, self.client.base + path, body, key=self.client.key, query=query)
        self.met.append(None if answer is None else answer.status)
        if answer is not None and answer.status != 503:
            keeps_the_contract(method, path, answer)
        return answer

    def ask(self, method: str, path: str, document: Any = None, **query: Any) -> Answer:
        """Return the first answer that says something, which is among the first three."""
        body = b"" if document is None else written(document)
        for _ in range(3):
            answer = self.once(method, path, body, **query)
            if answer is not None and answer.status == 401:
                self.renew()
            elif answer is not None and answer.status != 503:
                return answer
        raise AssertionError(f"{method} {path} did not get through in three tries: {self.met[-3:]}")

    def renew(self) -> None:
        """Take a new token in place of the old one, alive or not."""
        renewed = self.ask("GET", f"{PARTNER}/renew").json["Message"]
        self.client = self.client._replace(key=renewed)


def harsh(driver: Driver, **plan: Any) -> Desk:
    return Desk(driver, profile="harsh", **plan)


def weather(desk: Desk, turns: int) -> list[int | None]:
    patient = Patient(desk)
    for _ in range(turns):
        patient.once("GET", f"{PARTNER}/validate")
    return patient.met


def members(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for one in value.values():
            yield from members(one)
    elif isinstance(value, list):
        for one in value:
            yield from members(one)


def told(value: Any) -> Any:
    """Return what a reply says, without what only a harsh world adds: members, nulls, another order, 1.0 for 1."""
    if isinstance(value, dict):
        return {name: told(one) for name, one in value.items() if name != EXTRA_NAME and one is not None}
    if isinstance(value, list):
        return sorted((told(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    return float(value) if isinstance(value, int) else value


def without_case(payments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: one for name, one in each.items() if name != "caseId"} for each in payments]


# ---- harsh --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_whoever_tries_three_times_gets_through_a_harsh_world(driver: Driver, seed: str) -> None:
    patient = Patient(harsh(driver, seed=seed))
    for number in range(1, 101):
        accepted = patient.ask("POST", f"{PARTNER}/invoice", invoice(number))
        assert accepted.status in (200, 402), "402 where the answer to an earlier try was lost"
        read = patient.ask("GET", PARTNER + READINGS[number % len(READINGS)])
        assert read.status in (200, 204)
    met = Counter(patient.met)
    assert met[503] > 5, "it did rain"
    assert met[None] > 0
    assert 3 <= met[401] <= 1 + len(patient.met) // 50
    books = patient.desk.books()["receivables"]
    assert [each["invoiceNumber"] for each in books] == list(range(1, 101)), "each once, whatever was lost on the way"


def test_what_was_answered_by_nothing_was_carried_out_all_the_same(driver: Driver) -> None:
    patient = Patient(harsh(driver))
    number = 0
    answer: Answer | None = patient.once("GET", f"{PARTNER}/validate")
    while answer is not None:
        number += 1
        answer = patient.once("POST", f"{PARTNER}/invoice", written(invoice(number)))
        if answer is not None and answer.status == 401:
            patient.renew()
    assert patient.ask("POST", f"{PARTNER}/invoice", invoice(number)).status == 402


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_a_token_of_a_harsh_world_dies_early_and_its_successor_lives_a_while(driver: Driver, environment: str) -> None:
    """Two dozen requests at least, whatever time goes by meanwhile; the 401 says nothing that any other does not."""
    desk = harsh(driver)
    patient = Patient(desk, clients_of(desk.opened, environment)[0])
    lives: list[int] = [0]
    while len(lives) < 6:
        answer = patient.once("GET", f"{PARTNER}/accounting/ledger")
        lives[-1] += 1
        if answer is not None and answer.status == 401:
            assert answer.json == {"message": "Unauthorized"}
            assert desk.explanation(answer)["explanation"]["code"] == "credential_expired"
            patient.renew()
            lives.append(0)
        desk.advance("PT7H")
    assert min(lives[1:-1]) >= 20
    assert max(lives) < 100


def test_the_tokens_that_die_are_those_of_the_plan(driver: Driver) -> None:
    desk = harsh(driver)
    planned = [one["turn"] for one in desk.told("/weather", turns=300)["bad"] if one["fault"] == "expire-token"]
    patient = Patient(desk)
    died = []
    while len(patient.met) < 300:
        answer = patient.once("GET", f"{PARTNER}/accounting/ledger")
        if answer is not None and answer.status == 401:
            died.append(len(patient.met))
            patient.renew()
    assert died == planned
    assert len(planned) == 6
    noted = [
        one for one in desk.told("/journal", whole="true", limit=1000)["entries"] if one["fault"] == "expire-token"
    ]
    assert len(noted) == 6


def test_a_partners_token_never_dies_for_nobody_could_renew_it(driver: Driver) -> None:
    desk = harsh(driver)
    token = desk.opened["cfis"]["staging"]["provisioningToken"]
    patient = Patient(desk, desk.client._replace(key=token))
    for number in range(150):
        path = f"{PARTNER}/validate" if number % 2 else f"{PARTNER}/client"
        assert patient.ask("GET" if number % 2 else "POST", path).status in (200, 400)
    assert 401 not in patient.met


def test_the_same_seed_brings_the_same_weather_and_another_seed_another(driver: Driver) -> None:
    elsewhere = Driver(build(Settings()).app)
    first = weather(harsh(driver, name="storm", seed="a"), 200)
    again = weather(harsh(elsewhere, name="storm", seed="a"), 200)
    other = weather(harsh(driver, name="storm-b", seed="b"), 200)
    elsewhere.close()
    assert first == again
    assert first != other
    assert 5 < sum(1 for each in first if each != 200) < 60


def test_bad_spells_are_no_longer_than_two(driver: Driver) -> None:
    longest = run = 0
    for met in weather(harsh(driver), 1000):
        run = 0 if met == 200 else run + 1
        longest = max(longest, run)
    assert longest == 2


def test_harsh_answers_say_the_same_in_other_words_and_keep_the_contract(driver: Driver) -> None:
    """Unknown members, explicit nulls and another order of lists that have none."""
    kind, unkind = Desk(driver, name="k", seed="s"), harsh(driver, name="u", seed="s")
    patient = Patient(unkind)
    for number in (1, 2, 3):
        kind.hand_in(number)
        patient.ask("POST", f"{PARTNER}/invoice", invoice(number))
    for desk in (kind, unkind):
        desk.advance("P1D")
        desk.pay(1, 10)
        desk.pay(2, 20)
    seen: Counter[str] = Counter()
    orders = set()
    expected = told(without_case(kind.seen("/payments")))
    for _ in range(40):
        answer = patient.ask("GET", f"{PARTNER}/payments").json
        seen.update(members(answer))
        orders.add(tuple(each["invoiceNumber"] for each in answer))
        assert told(without_case(answer)) == expected
    assert seen[EXTRA_NAME] > 5
    assert orders == {("1", "2"), ("2", "1")}


def test_pages_of_a_harsh_world_are_small_and_say_so(driver: Driver) -> None:
    patient = Patient(harsh(driver))
    for number in range(1, 13):
        patient.ask("POST", f"{PARTNER}/invoice", invoice(number))
    found: list[int] = []
    for page in (1, 2, 3):
        answer = patient.ask("GET", V2, page=page).json
        assert answer["meta"]["pageSize"] == 5
        assert answer["meta"]["totalCount"] == 12
        found += [each["invoiceNumber"] for each in answer["data"]]
    assert sorted(found) == list(range(1, 13))


def test_numbers_of_odd_length_are_the_same_everywhere_and_can_be_asked_for(driver: Driver) -> None:
    desk = harsh(driver)
    patient = Patient(desk)
    for number in range(1, 21):
        assert patient.ask("POST", f"{PARTNER}/invoice", invoice(number)).status in (200, 402)
    desk.advance("P1D")
    lengths = set()
    for number in range(1, 21):
        desk.pay(number, 10)
        case = patient.ask("GET", f"{PARTNER}/invoice/case", invoiceNumber=number).json["case"]["summary"]["caseId"]
        lengths.add(len(str(case)))
        by_case = patient.ask("GET", f"{PARTNER}/invoice/case", caseId=case, invoiceNumber=number)
        assert by_case.json["case"]["summary"]["caseId"] == case
        comment = {"actions": [{"code": "COMMENT", "comment": "made up", "data": {"caseId": case}}]}
        told = patient.ask("POST", f"{PARTNER}/invoice/action", comment).json["actions"]
        assert [each["code"] for each in told] == ["COMMENT"]
        paid = next(
            one for one in patient.ask("GET", f"{PARTNER}/payments").json if one["invoiceNumber"] == str(number)
        )
        assert paid["caseId"] == case
    assert lengths >= {6, 15}
    assert min(lengths) <= 2


def test_a_code_of_odd_length_names_its_customer(driver: Driver) -> None:
    desk = harsh(driver, clients=[{"businessCode": f"100000{number}-1"} for number in range(8)])
    codes = [each["customerCode"] for each in desk.opened["cfis"]["staging"]["clients"]]
    assert len({len(code) for code in codes}) > 1
    for code, client in zip(codes, desk.clients, strict=True):
        assert Patient(desk, client).ask("GET", f"{PARTNER}/renew", customerCode=code).status == 200


def test_refusals_of_a_harsh_world_are_explained_and_its_weather_is_noted(driver: Driver) -> None:
    desk = harsh(driver)
    for _ in range(60):
        Patient(desk).once("GET", f"{PARTNER}/validate")
    rainy = [entry for entry in desk.told("/journal", whole="true")["entries"] if entry["fault"]]
    assert rainy
    assert all("the weather of a harsh world" in entry["notes"][0] for entry in rainy)
    closed = next(entry for entry in rainy if entry["status"] == 503)
    assert closed["response"]["headers"]["Retry-After"] == "1"


def test_production_is_as_harsh_as_staging(driver: Driver) -> None:
    desk = harsh(driver)
    patient = Patient(desk, clients_of(desk.opened, "production")[0])
    for _ in range(60):
        patient.once("GET", f"{PARTNER}/validate")
    assert set(patient.met) > {200}


def test_the_weather_of_one_world_does_not_reach_another(driver: Driver) -> None:
    harsh(driver)
    assert set(weather(Desk(driver), 200)) == {200}


# ---- faithful and lenient -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["faithful", "lenient"])
def test_kinder_worlds_answer_every_time_and_in_the_same_words(driver: Driver, profile: str) -> None:
    desk = Desk(driver, profile=profile)
    desk.hand_in()
    desk.advance("P1D")
    assert set(weather(desk, 100)) == {200}
    assert len({desk.get("/invoice/distribution").body for _ in range(20)}) == 1


def test_only_a_lenient_world_takes_an_invoice_without_any_sum(driver: Driver) -> None:
    bare = invoice(amounts=None)
    assert Desk(driver, profile="lenient").post("/invoice", bare).status == 200
    assert Desk(driver).post("/invoice", bare).status == 400
    assert Patient(harsh(driver)).ask("POST", f"{PARTNER}/invoice", bare).status == 400


def test_the_profile_of_a_sandbox_is_that_of_its_worlds_unless_they_choose() -> None:
    driver = Driver(build(Settings(profile=Profile.LENIENT)).app)
    assert Desk(driver).opened["profile"] == "lenient"
    assert Desk(driver, profile="faithful").opened["profile"] == "faithful"
    driver.close()
