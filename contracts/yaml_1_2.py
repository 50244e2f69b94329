"""YAML with the scalars of version 1.2, as OpenAPI asks: ``NO`` is a country and not false, a date is a string."""

from __future__ import annotations

import re
from typing import Final

import yaml

_FastLoader: Final[type[yaml.SafeLoader]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOT_IN_YAML_1_2: Final = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")


class _Loader(_FastLoader):  # type: ignore[misc,valid-type]
    """The safe loader with the scalars of YAML 1.2."""

    yaml_implicit_resolvers = {  # noqa: RUF012  PyYAML's own name and shape
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in _NOT_IN_YAML_1_2]
        for first, resolvers in _FastLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def parse_yaml(text: str) -> object:
    """Return the value of a YAML document. Raises ValueError for text that is none."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506  it is a safe loader
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from None
