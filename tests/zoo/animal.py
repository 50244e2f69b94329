"""A client with one defect, and how it is put together: the reference client with one part exchanged."""

from __future__ import annotations

from typing import NamedTuple

from contracts.reference_client.client import CfisClient, Parts
from contracts.reference_client.connection import Connection
from contracts.reference_client.following import Follower
from contracts.reference_client.sending import Sender
from contracts.scenario.client import ClientWorld, MakeClient

QUICKLY = 100
FOUND_WITHIN = 300
"""Lives that it may take: most animals are found in less than ten."""


class Animal(NamedTuple):
    """A client that is wrong in one respect.

    ``defect`` says in which, ``requirement`` is what it fails (`contracts/requirements.yaml`), and ``words`` stand in
    what the suite finds, after at most ``found_within`` lives: about three times as many as it took when it was tried.
    """

    name: str
    defect: str
    requirement: str
    make: MakeClient
    words: str
    found_within: int = FOUND_WITHIN

    @property
    def slug(self) -> str:
        """Its name as a file or a world may have it."""
        return self.name.lower().replace(" ", "-")


def made_of(
    *,
    client: type[CfisClient] = CfisClient,
    connection: type[Connection] = Connection,
    sender: type[Sender] = Sender,
    follower: type[Follower] = Follower,
) -> MakeClient:
    """Return how to make the reference client with these parts."""
    parts = Parts(connection, sender, follower)

    def make(world: ClientWorld) -> CfisClient:
        return client(
            world.http, token=world.access_token, store=world.memory, today=world.today, wait=world.wait, parts=parts
        )

    return make
