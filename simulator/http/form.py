"""Forms, as browsers and OAuth clients send them: names and values, percent-encoded."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from simulator.core.errors import FieldError, InvalidDocument
from simulator.http.bounds import has_control_characters
from simulator.http.parameters import pairs_of

FORM_MEDIA: Final = "application/x-www-form-urlencoded"


class Form:
    """A form as an object of texts. Empty values count as absent; of a name that stands twice the last one counts."""

    media = FORM_MEDIA

    def read(self, body: bytes, charset: str = "utf-8") -> dict[str, str]:
        """Return the values by name. Raises InvalidDocument for what is no text."""
        try:
            text = body.decode(charset)
        except UnicodeDecodeError:
            raise InvalidDocument([FieldError("body", f"is not a form written in {charset}")]) from None
        values = {name: value for name, value in pairs_of(text.strip()) if value}
        wrong = [name for name, value in values.items() if has_control_characters(name + value)]
        if wrong:
            raise InvalidDocument([FieldError(name[:80], "holds a control character") for name in wrong])
        return values

    def write(self, value: Any) -> bytes:
        """Return an object of texts as a form."""
        return urlencode(value).encode()

    def reread(self, body: bytes) -> dict[str, str]:
        """Return the values by name."""
        return self.read(body)
