"""Netvisor before it is loaded."""

from __future__ import annotations

from typing import Final

from simulator.core.records import Environment
from simulator.http.introduction import Introduction
from simulator.systems.netvisor import NAME
from simulator.systems.netvisor.admission import COMPANY

NETVISOR: Final = Introduction(name=NAME, title="Netvisor", mounts={NAME: Environment.STAGING}, company=COMPANY)
