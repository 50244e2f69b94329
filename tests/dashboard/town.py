"""A world in which a dozen lives stand at different stages, and whose network saw good and bad requests."""

from __future__ import annotations

from typing import NamedTuple

from tests.dashboard.browser import Browser
from tests.systems.cfis.desk import Desk
from tests.systems.driver import Driver

HOSTILE = "<script>alert('boo')</script><b onload=\"x\">& Sons"
WORLD = "town"
PAID, PARTLY, DISPUTED, FAILED, WAITING, FRESH, WITHDRAWN, PLANNED, CREDITED, LOST = range(1001, 1011)


class Town(NamedTuple):
    """The world, the client at work in it, and a browser to look at it."""

    desk: Desk
    browser: Browser

    def path(self, number: int) -> str:
        """Return the path of an invoice's page."""
        return f"/worlds/{WORLD}/invoices/{self.desk.client.id}/{number}"

    @property
    def secrets(self) -> set[str]:
        """Every credential of this world."""
        opened = self.desk.opened["cfis"].values()
        clients = {client["accessToken"] for each in opened for client in each["clients"]}
        return clients | {each["provisioningToken"] for each in opened}


def settle_in(driver: Driver) -> Town:
    """Make the world and let time and people do their work in it."""
    desk = Desk(driver, name=WORLD)
    desk.hand_in(PAID, 320, name=HOSTILE)
    desk.hand_in(PARTLY, 1200, entityType="CONSUMER", name="Nobody In Particular")
    desk.hand_in(DISPUTED, 750)
    desk.hand_in(FAILED, 90, contact={})
    desk.hand_in(WITHDRAWN, 15000)
    desk.hand_in(PLANNED, 400)
    desk.hand_in(CREDITED, 99.99)
    desk.hand_in(LOST, 10)
    desk.advance("P30D")
    desk.pay(PAID)
    desk.pay(PARTLY, 500)
    desk.act("OBJECTION", DISPUTED)
    desk.act("WITHDRAW", WITHDRAWN)
    desk.plane("/debtors/payment-plan", {"invoiceNumber": PLANNED, "instalments": 4})
    desk.plane("/bank/payments", {"reference": "12344", "amount": 77.7, "payer": HOSTILE})
    desk.advance("P200D")
    desk.hand_in(2001, 99.99, type="CREDIT_NOTE", references={"creditedInvoiceNumber": CREDITED})
    desk.hand_in(WAITING, 55, manualApprovalEnabled=True, dueDate="2026-09-30", date="2026-08-24")
    desk.hand_in(FRESH, 60, dueDate="2026-09-30", date="2026-08-24")
    desk.advance("PT3H")
    desk.plane("/faults", {"system": "cfis", "fault": "status", "status": 503, "turn": 3})
    desk.post("/invoice", {"invoice": {"header": {"number": "<i>"}}})
    desk.get("/invoice/case", invoiceNumber=1099)
    driver.get("/cfis/api/v1/partner/settlements", "0123456789abcdef0123456789abcdef01234567")
    driver.get("/cfis/api/v1/partner/validate", token=desk.client.key)
    return Town(desk, Browser(driver))
