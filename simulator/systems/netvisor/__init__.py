"""Netvisor: XML over ``*.nv`` resources, signed headers, and the books of one company."""

from __future__ import annotations

from typing import Final

NAME: Final = "netvisor"
"""The name of the system: in paths, in the store and in the contract."""
