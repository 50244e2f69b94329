"""CFIS before it is loaded."""

from __future__ import annotations

from typing import Final

from simulator.core.records import Environment
from simulator.http.introduction import Introduction

CFIS: Final = Introduction(
    name="cfis",
    title="CFIS",
    mounts={"cfis": Environment.STAGING, "cfis-production": Environment.PRODUCTION},
)
