"""NetBaron before it is loaded."""

from __future__ import annotations

from typing import Final

from simulator.core.records import Environment
from simulator.http.introduction import Introduction
from simulator.systems.netbaron import NAME
from simulator.systems.netbaron.admission import COMPANY

NETBARON: Final = Introduction(name=NAME, title="NetBaron", mounts={NAME: Environment.STAGING}, company=COMPANY)
