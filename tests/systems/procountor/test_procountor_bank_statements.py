"""The company's bank statements in Procountor show what the collection agency has paid out to it."""

from __future__ import annotations

from tests.systems.cfis.desk import Desk as Cfis
from tests.systems.driver import Driver
from tests.systems.procountor.desk import Desk

IBAN = "FI2112345600000785"


def test_a_payout_of_the_agency_is_on_the_statement_of_its_day(driver: Driver) -> None:
    cfis = Cfis(driver, accounting="procountor")
    desk = Desk(driver, cfis.opened)
    assert desk.get("/bankstatements").ok["results"] == []
    cfis.hand_in()
    cfis.advance("PT1H")
    cfis.pay(amount=400)
    cfis.advance("P7D")
    cfis.pay(amount=100)
    cfis.advance("P7D")
    desk.renew()
    newest, oldest = desk.get("/bankstatements").ok["results"]
    settlements = cfis.seen("/settlements")["settlements"]
    assert sorted(one["settlementAmount"] for one in settlements) == [100, 400]
    assert [(one["startBalance"], one["depositSum"], one["endBalance"]) for one in (oldest, newest)] == [
        (0, 400, 400),
        (400, 100, 500),
    ]
    (event,) = oldest["events"]
    assert (event["sum"], event["explanationCode"], event["allocated"]) == (400, 710, False)
    assert event["message"] in {one["remittanceReference"] for one in settlements}
    assert (oldest["accountNumber"], oldest["statementNumber"]) == (IBAN, 1)
    assert oldest["startDate"] < newest["startDate"]

    def ids(**query: str) -> list[int]:
        return [one["id"] for one in desk.get("/bankstatements", **query).ok["results"]]

    assert ids(orderByStartDate="asc") == [oldest["id"], newest["id"]]
    assert ids(startDate=newest["startDate"]) == [newest["id"]]
    assert ids(endDate=oldest["endDate"]) == [oldest["id"]]
    assert ids(previousId=str(newest["id"])) == [oldest["id"]]
    assert ids(orderById="ASC") == sorted([oldest["id"], newest["id"]])
    assert ids(accountNumber="FI3715903000000776") == []
    found = desk.send("GET", "/bankstatements", headers={"accountNumber": IBAN}).ok["results"]
    assert found == [newest, oldest]


def test_payouts_to_a_company_whose_books_are_kept_elsewhere_are_not_shown(driver: Driver) -> None:
    cfis = Cfis(driver, accounting="netvisor")
    cfis.hand_in()
    cfis.advance("PT1H")
    cfis.pay(amount=400)
    cfis.advance("P7D")
    assert Desk(driver, cfis.opened).get("/bankstatements").ok["results"] == []
