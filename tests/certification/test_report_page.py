"""The page says what came of a certification, stands alone, and takes nothing that a client wrote for markup."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.certification.report import baseline, page
from simulator.certification.report.view import MOST_ROWS, view_of
from simulator.certification.result import Exchange, Line, Moment, Result, Seen, StoryResult, Verdict
from tests.certification.example import START, astray, certified, lost_answer, paid_late, refused, requirement

EMPTY = {"meta", "path", "line", "rect", "circle", "br"}
RUN = {"script", "iframe", "object", "embed", "img", "link", "form", "base"}


class Markup(HTMLParser):
    """The elements of a page: what is opened, closed in the wrong order, named and pointed to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.open, self.wrong = list[str](), list[str](), list[str]()
        self.ids, self.links, self.described = list[str](), list[str](), list[str]()
        self.styles = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if tag not in EMPTY:
            self.open.append(tag)
        self.wrong += [name for name in given if name.startswith("on") or name in ("src", "style")]
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.described += (given.get("aria-labelledby") or "").split()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY and (not self.open or self.open.pop() != tag):
            self.wrong.append(f"/{tag}")


def text_of(result: Result, changes: baseline.Changes | None = None) -> str:
    return page.to_bytes(result, changes).decode()


def words_of(text: str) -> str:
    """Return what a reader sees, spaces as one."""
    return " ".join(unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", text, flags=re.DOTALL)).split())


def sound(text: str) -> Markup:
    """Check that a page is well formed, that every link leads somewhere on it, and that nothing on it can run."""
    markup = Markup(text)
    assert markup.open == []
    assert markup.wrong == []
    assert RUN.isdisjoint(markup.tags)
    assert len(markup.ids) == len(set(markup.ids))
    assert [link for link in markup.links if not link.startswith("#")] == []
    assert {link[1:] for link in markup.links} | set(markup.described) <= set(markup.ids)
    assert markup.tags.count("h1") == 1
    assert re.search(r"url\(|@import|https?://", text) is None
    return markup


@pytest.mark.parametrize("result", [certified(), refused()])
def test_the_page_is_well_formed_and_stands_alone(result: Result) -> None:
    sound(text_of(result, baseline.compare(certified(), result)))


def test_the_verdict_stands_at_the_top_in_words() -> None:
    assert '<h1 id="verdict">Certified for lifecycle</h1>' in text_of(certified())
    told = words_of(text_of(refused()))
    assert "Not certified for lifecycle SU-01 failed and RE-02 was not shown. Client: exec:node example.js" in told
    assert "1 failed 1 not shown 1 warning 1 passed 1 not tested" in told


def test_what_stands_in_the_way_comes_before_the_rest() -> None:
    told = words_of(text_of(refused()))
    reasons = told[told.index("What stands in the way") : told.index("Group")]
    assert re.findall(r"[A-Z]{2}-\d\d", reasons) == ["SU-01", "RE-02"]
    assert "What stands in the way" not in words_of(text_of(certified()))


def test_a_story_that_went_wrong_beyond_every_requirement_stands_in_the_way() -> None:
    told = words_of(text_of(astray()))
    assert "What stands in the way 2 lost-answer failed The answer to a token is lost. The token is not" in told
    assert "paid-late sandbox error Paid late, with a reminder and interest. The sandbox answered 500." in told
    sound(text_of(astray()))


def test_a_mistake_leads_to_the_story_and_to_the_exchanges_that_show_it() -> None:
    text = text_of(refused())
    seen = text[text.index("invoice 1001 was handed in twice".capitalize()) :]
    assert re.findall(r'href="(#[^"]+)"', seen)[:3] == ["#story-paid-late", "#story-paid-late-1", "#story-paid-late-2"]
    assert '<tr id="story-paid-late-2">' in text


def test_what_the_client_never_met_is_no_pass_and_has_a_part_of_its_own() -> None:
    told = words_of(text_of(refused()))
    assert "Not shown 1 The client never met these situations" in told
    assert "for the certificate The client never met a 429. paid-late" in told


def test_it_says_how_to_repeat_the_run_as_a_shell_would_take_it() -> None:
    assert "cfis-sandbox certify --service lifecycle --client 'exec:node example.js' --seed 1" in words_of(
        text_of(refused())
    )


def test_every_hash_of_what_it_stood_on_is_there() -> None:
    text, stand = text_of(refused()), refused().stand
    assert all(digest in text for digest in (*stand.contracts.values(), *stand.scenarios.values()))


def test_changes_are_told_only_when_there_is_something_to_compare_with() -> None:
    assert "What has changed" not in words_of(text_of(refused()))
    assert "Nothing has changed since the last report." in words_of(text_of(refused(), []))
    assert "newly failing SU-01" in words_of(text_of(refused(), baseline.compare(certified(), refused())))


def test_every_picture_says_in_words_what_it_shows() -> None:
    told = words_of(text_of(refused()))
    assert "Money and time: Paid late, with a reminder and interest" in told
    assert "Open on invoice 1001 in EUR: 100.00 at first, 0.00 at the end." in told


def test_only_stories_with_mistakes_show_their_requests_at_once() -> None:
    text = text_of(refused())
    assert (text.count("<details open>"), text.count("<details>")) == (1, 1)


def test_an_exchange_that_a_finding_names_is_listed_however_long_the_story() -> None:
    exchanges = tuple(Exchange(n, START, "GET", "/x", None, 200) for n in range(1, 1000))
    story = msgspec.structs.replace(paid_late(), exchanges=exchanges)
    told = (requirement("SU-01", Verdict.FAIL, Seen("paid-late", False, "the last one", (999,))),)
    view = view_of(msgspec.structs.replace(refused(), requirements=told, stories=(story,)))
    assert [row.number for row in view.stories[0].rows] == [*range(1, MOST_ROWS + 1), 999]
    assert view.stories[0].left_out == 999 - MOST_ROWS - 1
    sound(text_of(view.result))


def test_paper_says_where_the_requests_are_that_it_does_not_list() -> None:
    on_paper = (page.TEMPLATES / "report.css").read_text("utf-8").partition("@media print")[2]
    assert "listed in the evidence bundle" in on_paper
    assert "display: none" not in on_paper.replace(".top nav, .skip { display: none; }", "")


def test_stories_that_went_wrong_come_first_and_the_others_as_they_were_played() -> None:
    verdicts = (Verdict.SKIP, Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.PASS, Verdict.ERROR)
    stories = tuple(msgspec.structs.replace(lost_answer(), name=f"s{n}", verdict=v) for n, v in enumerate(verdicts))
    told = view_of(msgspec.structs.replace(refused(), stories=stories)).stories
    assert [each.story.name for each in told] == ["s5", "s3", "s2", "s1", "s4", "s0"]


HOSTILE = st.text(st.characters(codec=None)) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "</style>",
        "\"'><b>",
        "a\r\nb",
        "\x00\x1b[2J",
        "\udcff",
        "{{ 7*7 }}",
        "`<i>`",
        "&lt;",
    ]
)


def hostile(text: str) -> Result:
    """Return a result in which everything that others write is ``text``."""
    story = StoryResult(
        name=text,
        title=text,
        why=text,
        weather=text,
        verdict=Verdict.FAIL,
        file=text,
        trouble=(text,),
        lines=(Line(START, text),),
        moments=(Moment(START, 1, text, None, text),),
        exchanges=(Exchange(1, START, text, text, text, 200, text, text),),
    )
    told = requirement("XX-01", Verdict.FAIL, Seen(text, False, text, (1, 2)), group=text, text=text, because=text)
    return msgspec.structs.replace(refused(), client=text, because=text, requirements=(told,), stories=(story,))


@given(HOSTILE)
def test_no_text_of_a_client_becomes_markup_or_steers_anything(text: str) -> None:
    result = hostile(text)
    written = page.to_bytes(result, baseline.compare(certified(), result)).decode()
    assert set(Markup(written).tags) <= set(Markup(text_of(refused(), baseline.compare(certified(), refused()))).tags)
    assert Markup(written).wrong == []
    assert re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", written) is None


def test_a_hostile_name_is_shown_as_it_is() -> None:
    assert "<script>alert(1)</script>" in words_of(text_of(hostile("<script>alert(1)</script>")).replace("&#39;", "'"))


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=6), unique=True, max_size=8))
def test_no_two_stories_share_an_anchor(names: list[str]) -> None:
    stories = tuple(msgspec.structs.replace(lost_answer(), name=name) for name in names)
    anchors = view_of(msgspec.structs.replace(certified(), stories=stories)).anchors
    assert len(set(anchors.values())) == len(names)
    assert all(re.fullmatch(r"story-[a-z0-9-]+", anchor) for anchor in anchors.values())


def contrast(one: str, two: str) -> float:
    """Return the contrast of two colours by WCAG 2.2."""
    lights = sorted(_light(colour) for colour in (one, two))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1])
def test_every_text_stands_out_from_what_is_behind_it(scheme: int) -> None:
    css = (page.TEMPLATES / "report.css").read_text("utf-8")
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css.split("prefers-color-scheme: dark")[scheme][:1800]))
    pairs = [(ink, ground) for ink in ("ink", "quiet", "link") for ground in ("paper", "panel")]
    pairs += [(name, f"{name}-bg") for name in ("good", "late", "bad", "waiting", "quiet")]
    pairs += [("good", "panel"), ("bad", "panel"), ("late", "panel"), ("ink", "target")]
    assert {(ink, ground): contrast(colours[ink], colours[ground]) >= 4.5 for ink, ground in pairs} == dict.fromkeys(
        pairs, True
    )
    lines = [(ink, "panel") for ink in ("one", "two", "three", "four", "five")]
    assert all(contrast(colours[ink], colours[ground]) >= 3 for ink, ground in lines)
