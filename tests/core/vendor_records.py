"""One record of every kind that an accounting system keeps beside its books, with its key and where it is filed."""

from datetime import UTC, datetime

from simulator.core.attachment import Attachment
from simulator.core.confirmation import Confirmation
from simulator.core.issued import IssuedToken, TokenUse
from simulator.core.records import Indexes, Record
from simulator.core.webhook import Delivery, Webhook

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
KEY = IssuedToken(system="toy", use=TokenUse.KEY, digest="d1", credential="demo", family="f1", issued=NOW, number=1)

FILED: list[tuple[Record, str, Indexes]] = [
    (KEY, "toy/d1", (("holder", "toy/key/demo"),)),
    (
        IssuedToken(
            system="toy",
            use=TokenUse.ACCESS,
            digest="d2",
            credential="demo",
            family="f1",
            issued=NOW,
            number=2,
            expires=NOW,
        ),
        "toy/d2",
        (("holder", "toy/access/demo"), ("expires", "toy/2026-03-02T08:00:00.000000+00:00")),
    ),
    (
        Attachment(
            system="toy",
            attachment_id=6,
            name="note.pdf",
            reference="INVOICE",
            target=3,
            media="application/pdf",
            size=9,
            created=NOW,
        ),
        "toy/attachment/6",
        (("id", "toy/000000000006"), ("target", "toy/INVOICE/3")),
    ),
    (
        Confirmation(system="toy", confirmation_id="c1", payment_id=4, asked=NOW, event="CONFIRMED", body=b"{}"),
        "toy/c1",
        (("payment", "toy/4"),),
    ),
    (
        Webhook(system="toy", webhook_id="w1", number=8, url="http://example.com/", events=("PAID",), created=NOW),
        "toy/w1",
        (("id", "toy/000000000008"),),
    ),
    (
        Delivery(system="toy", webhook_id="w1", number=9, event="PAID", body=b"{}", created=NOW),
        "toy/9",
        (("webhook", "toy/w1"),),
    ),
]
