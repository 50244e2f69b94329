"""Procountor, as its public REST API shows it."""

from typing import Final

NAME: Final = "procountor"
"""The system's name in paths, records and credentials."""
