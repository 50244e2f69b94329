"""The drivers by what the caller writes: ``exec:CMD``, ``http:URL``, ``python:MODULE:FACTORY``, ``manual``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from simulator.certification.drivers.address import address_driver
from simulator.certification.drivers.driver import CannotDrive, Driver
from simulator.certification.drivers.factory import factory_driver
from simulator.certification.drivers.person import Desk, person_driver
from simulator.certification.drivers.process import process_driver

MANUAL: Final = "manual"
DRIVERS: Final[Mapping[str, Callable[[str], Driver]]] = MappingProxyType(
    {
        "exec": process_driver,
        "http": lambda rest: address_driver(f"http:{rest}" if rest.startswith("//") else rest),
        "https": lambda rest: address_driver(f"https:{rest}"),
        "python": factory_driver,
        "python+http": partial(factory_driver, needs_address=True),
    }
)
WAYS: Final = "exec:CMD, http:URL, python:MODULE:FACTORY, python+http:MODULE:FACTORY, manual"


def driver_of(spec: str, desk: Desk) -> Driver:
    """Return the driver for what the caller wrote; ``desk`` is where a person is. Raises CannotDrive."""
    if spec == MANUAL:
        return person_driver(desk)
    scheme, colon, rest = spec.partition(":")
    if not colon or scheme not in DRIVERS:
        raise CannotDrive(f"{spec}: there is no such driver; there are {WAYS}")
    return DRIVERS[scheme](rest)
