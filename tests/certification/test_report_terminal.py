"""The closing words in a terminal say all that matters without any colour."""

from __future__ import annotations

import re

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from simulator.certification.report.baseline import compare
from simulator.certification.report.terminal import MOST_MISTAKES, closing
from simulator.certification.result import Seen, Verdict
from tests.certification.example import astray, certified, refused, requirement


def test_a_certified_client_is_told_so_in_two_lines() -> None:
    assert closing(certified()) == (
        "4 requirements: 1 not shown, 2 passed, 1 not tested.\n"
        "CERTIFIED FOR LIFECYCLE.\n"
        "Every requirement that must be met was seen to be met.\n"
    )


def test_a_refused_client_is_told_why_and_how_to_mend_it() -> None:
    told = closing(refused())
    assert told.startswith(
        "What stands in the way:\n"
        "  FAILED  SU-01 (MUST, documented)\n"
        "    An invoice is handed in once, however often its answer is lost.\n"
        "    - invoice 1001 was handed in twice (paid-late, exchanges 1, 2)\n"
        "    - invoice 1002 was handed in twice (paid-late, exchanges 3, 4)\n"
        "    => Ask for the invoice by its number before you hand it in again.\n"
        "  NOT SHOWN  RE-02 (MUST, documented)\n"
    )
    assert "Warnings, which fail nobody:\n  WARNING  SU-02 (SHOULD, assumed)\n" in told
    assert told.endswith("NOT CERTIFIED FOR LIFECYCLE.\nSU-01 failed and RE-02 was not shown.\n")


def test_what_nobody_saw_is_told_in_short_after_what_was_seen_wrong() -> None:
    failed = requirement("SU-01", Verdict.FAIL, Seen("paid-late", False, "invoice 1001 was handed in twice"))
    unseen = [requirement(f"RE-{n:02}", Verdict.NOT_SHOWN) for n in range(1, 5)]
    skipped = [requirement(f"TO-{n:02}", Verdict.SKIP) for n in range(1, 41)]
    told = closing(msgspec.structs.replace(refused(), requirements=(*skipped, *unseen, failed)))
    assert told.partition("\n\n")[0].endswith(
        "    => Ask for the invoice by its number before you hand it in again.\n"
        "  NOT SHOWN  4 requirements: the client did not come that far, or no story led there\n"
        "    RE-01, RE-02, RE-03, RE-04\n"
        "  SKIPPED  40 requirements: none of the stories that lead there was played"
    )
    assert told.index("FAILED") < told.index("NOT SHOWN")


def test_a_story_that_went_wrong_beyond_every_requirement_is_told() -> None:
    assert closing(astray()).startswith(
        "What stands in the way:\n"
        "  FAILED  story lost-answer\n"
        "    - the token is not the last one\n"
        "  SANDBOX ERROR  story paid-late\n"
        "    - the sandbox answered 500\n"
    )
    assert "NOT CERTIFIED FOR LIFECYCLE: THE SANDBOX BROKE." in closing(astray())
    assert "story" not in closing(refused())


def test_colour_adds_nothing_that_the_words_do_not_say() -> None:
    painted = closing(refused(), paint=lambda text, tone: f"<{tone}>{text}</>")
    assert re.sub(r"<[a-z]*/?>|</>", "", painted) == closing(refused())
    assert "<bad>FAILED</>" in painted


def test_what_has_changed_is_told_when_there_is_something_to_compare_with() -> None:
    assert "Since the last report" not in closing(refused())
    assert "  newly failing: SU-01: passed before, failed now" in closing(refused(), compare(certified(), refused()))


def test_what_was_not_played_now_is_counted_among_the_changes_and_no_more() -> None:
    left_out = msgspec.structs.replace(certified(), requirements=(requirement("SU-01", Verdict.SKIP),))
    told = closing(left_out, compare(certified(), left_out))
    assert "1 not played now" in told
    assert "not played now: SU-01" not in told


def test_of_many_mistakes_only_some_are_told() -> None:
    seen = tuple(Seen("paid-late", False, f"mistake {n}") for n in range(10))
    told = closing(msgspec.structs.replace(refused(), requirements=(requirement("A-01", Verdict.FAIL, *seen),)))
    assert told.count("- mistake") == MOST_MISTAKES
    assert "    - and 7 more\n" in told


@given(st.text(st.characters(codec=None)))
def test_no_text_of_a_client_steers_the_terminal(text: str) -> None:
    told = requirement("A-01", Verdict.FAIL, Seen(text, False, text), because=text)
    written = closing(msgspec.structs.replace(refused(), because=text, requirements=(told,)))
    assert re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]", written) is None
