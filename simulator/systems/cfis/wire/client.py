"""Creating a client, and the two answers about tokens."""

from __future__ import annotations

from simulator.core.receivable import Method
from simulator.core.records import Service
from simulator.systems.cfis.wire.document import Wire
from simulator.world.founding import ClientPlan, Credential


class ClientService(Wire, frozen=True):
    """Which service the client gets, and from which partner."""

    type: Service
    partner_code: str


class BankAccount(Wire, frozen=True):
    """Where settlements are paid to."""

    iban: str | None = None
    bic: str | None = None


class ClientSettings(Wire, frozen=True):
    """How invoices are handled where they do not say."""

    payment_control_enabled: bool | None = None
    manual_approval_enabled: bool | None = None
    distribution_method: Method | None = None


class ClientData(Wire, frozen=True):
    """The creditor itself."""

    name: str
    business_code: str
    bank_account: BankAccount | None = None
    settings: ClientSettings | None = None


class ClientRequest(Wire, frozen=True):
    """A creditor to be created."""

    service: ClientService
    client: ClientData


class ClientCreated(Wire, frozen=True):
    """The answer: what the partner keeps of a new client."""

    client_id: int
    customer_code: str
    payment_reference_prefix: str
    access_token: str


class TokenState(Wire, frozen=True):
    """Whether a token is live."""

    is_valid: bool
    message: str


class TokenRenewed(Wire, frozen=True, rename=None, omit_defaults=True):
    """The new token: in ``Message`` with a capital M, as documented, and once more in an assumed member."""

    Message: str
    accessToken: str | None = None  # noqa: N815 - the vendor's two casings side by side


def client_plan(request: ClientRequest, document: bytes) -> ClientPlan:
    """Return what ``request`` asks for; ``document`` is the whole of it as kept."""
    data = request.client
    account, settings = data.bank_account or BankAccount(), data.settings or ClientSettings()
    controls = settings.payment_control_enabled
    return ClientPlan(
        name=data.name,
        business_code=data.business_code,
        service=request.service.type,
        partner_code=request.service.partner_code,
        iban=account.iban or "",
        bic=account.bic or "",
        controls_payments=True if controls is None else controls,
        approves_by_hand=bool(settings.manual_approval_enabled),
        sends_by=settings.distribution_method,
        document=document,
    )


def created(credential: Credential) -> ClientCreated:
    """Return the answer for a new client and its first token."""
    assert credential.client is not None, "a client was created"
    client = credential.client
    return ClientCreated(client.client_id, client.customer_code, client.payment_reference_prefix, credential.token)
