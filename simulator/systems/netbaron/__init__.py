"""NetBaron by an assumed contract, which its vendor has not verified: JSON, a password for each module instance."""

from __future__ import annotations

from typing import Final

NAME: Final = "netbaron"
"""The name of the system: in paths, in the store and in the contract."""
