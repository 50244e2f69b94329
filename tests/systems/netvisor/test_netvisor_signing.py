"""The MAC of a request: documented vectors, and every spelling that honest callers use."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.systems.netvisor.signing import ALGORITHMS, HMAC, Keys, Signed, is_signed, mac, shown, text_to_sign
from tests.tries import tries

KEYS = Keys("9F86D081884C7D659A2FEAA0C55AD015", "A3BF4F1B2B0B822CD15D6C15B0F00A08")
ROOT = "https://isvapi.netvisor.fi"
SIGNED = Signed(
    url=f"{ROOT}/customerlist.nv?keyword=Kallavesi",
    sender="Saatavat Suomi",
    customer_id="CUST-0001",
    timestamp="2026-06-05 06:02:03.456",
    language="FI",
    organisation_id="2468135-7",
    transaction_id="7d3f0e2a9b5c4a86b1d2c3e4f5061728",
    timestamp_unix="1780639323",
)


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        ("MD5", "a03031a9a23c403d3c90a29601505dff"),
        ("SHA256", "24684f501f9b702f292f012b5b087d95109f05801e6701d4641fd8ef1647fad1"),
        (HMAC, "dd836085bfd4c3cd04556b712c2c88c948803902d12a45bfbd82bc26c769eca3"),
    ],
)
def test_the_three_schemes_come_to_the_known_digests_in_either_case(algorithm: str, expected: str) -> None:
    assert mac(algorithm, text_to_sign(algorithm, SIGNED, KEYS), KEYS, "utf-8") == expected
    assert is_signed(algorithm, expected.upper(), SIGNED, KEYS)


@pytest.mark.parametrize(
    "expected",
    [
        "80db3078785a0c59ae11224f5a2a2ddb127a2d92dd5342edd8e461f0609ba134",
        "9ca3fdbb71da2f319707551cb9cf3459de6bdb20ddd560d1cfa9292e68b1f75c",
    ],
)
@pytest.mark.parametrize("sender", ["Perintä Oy", "Perintä Oy".encode().decode("latin-1")])
def test_a_sender_with_umlauts_is_right_in_both_encodings_however_the_header_travelled(
    sender: str, expected: str
) -> None:
    assert is_signed(HMAC, expected, SIGNED._replace(sender=sender), KEYS)


@pytest.mark.parametrize(
    "expected",
    [
        "9b96ece8ad7d66c2c1af4698dd32d5619a5a870ac58dce497dbd899ce30d8b77",
        "1fc954cb69aef134f3dc76f5c07fabcb0bece82c9342a071b10d66d06269d6a9",
    ],
)
def test_an_address_may_be_signed_as_it_travels_or_decoded(expected: str) -> None:
    on_the_wire = SIGNED._replace(url=f"{ROOT}/getsalesinvoice.nv?netvisorkeylist=901%2C902")
    assert is_signed(HMAC, expected, on_the_wire, KEYS)


@settings(max_examples=tries(50))
@given(
    st.sampled_from(sorted(ALGORITHMS)),
    st.sampled_from([field for field in Signed._fields if field != "timestamp_unix"]),
    st.text("abcdef0123456789", min_size=1, max_size=8),
)
def test_a_changed_part_never_fits_the_mac(algorithm: str, field: str, more: str) -> None:
    right = mac(algorithm, text_to_sign(algorithm, SIGNED, KEYS), KEYS, "utf-8")
    changed = SIGNED._replace(**{field: getattr(SIGNED, field) + more})
    assert not is_signed(algorithm, right, changed, KEYS)


def test_what_we_signed_is_shown_without_the_keys() -> None:
    text, expected = shown(HMAC, SIGNED, KEYS)
    assert expected.startswith("dd836085")
    assert not any(key in text for key in KEYS)
