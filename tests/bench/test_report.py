"""The page of measurements says which promises are kept, without a word about whose machine it was."""

import pytest

from bench.load import Outcome
from bench.processes import Cores
from bench.report import Figure, Rates, described, page

RATES = Rates(
    ("sandbox", "bare app"),
    ("GET case",),
    {("sandbox", "GET case"): Outcome(2000, 10, 20, 0), ("bare app", "GET case"): Outcome(8000, 4, 6, 0)},
)


@pytest.mark.parametrize(
    ("value", "bound", "verdict"), [(0.4, 0.5, "kept"), (0.5, 0.5, "kept"), (0.51, 0.5, "**broken**"), (9, None, "")]
)
def test_a_promise_is_kept_up_to_its_bound(value: float, bound: float | None, verdict: str) -> None:
    assert Figure("start", value, "s", bound).verdict == verdict


def test_a_weight_that_could_not_be_measured_keeps_no_promise() -> None:
    unknown = Figure("memory", float("nan"), "MiB", 90)
    assert unknown.verdict == "**broken**"
    assert "| memory | unknown MiB |" in page([unknown], RATES, [], "How it was run.")


def test_the_page_shows_figures_rates_and_ratios() -> None:
    text = page([Figure("new world", 3.14159, "ms", 5)], RATES, ["A note."], "How it was run.")
    assert "| new world | 3.14 ms | at most 5 ms | kept |" in text
    assert "| GET case | 2,000 | 10.0 ms | 20.0 ms | 8,000 | 0.25 |" in text
    assert text.endswith("A note.\n")


def test_a_server_that_does_not_know_a_workload_has_no_figure_for_it() -> None:
    rates = RATES._replace(outcomes={("sandbox", "GET case"): Outcome(2000, 10, 20, 0)})
    assert "| GET case | 2,000 | 10.0 ms | 20.0 ms | - | - |" in page([], rates, [], "How it was run.")


def test_a_run_is_described_by_its_kind_of_machine() -> None:
    assert "3 interleaved rounds of 10 s" in described(3, 10, Cores(0, 1))
    assert "a core each" in described(3, 10, Cores(0, 1))
    assert "shared cores" in described(1, 2, Cores())
