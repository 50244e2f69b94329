"""Several stories at once, each in a thread of its own; what comes of them is told in the order of the stories."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


def in_order(
    play: Callable[[Item], Outcome], items: Sequence[Item], jobs: int, halted: Event
) -> Generator[Outcome, None, None]:
    """Yield what ``play`` returns for each item, in order; raise what it raises. Up to ``jobs`` are played at once.

    With one job each is played when it is asked for, in the thread of whoever asks. With more, they are begun in order,
    and once nobody asks for more, ``halted`` is set: what was not begun never is, and what was begun is waited for.
    """
    if jobs == 1:
        yield from map(play, items)
        return
    pool = ThreadPoolExecutor(jobs, "story of a certification")
    try:
        for future in [pool.submit(play, each) for each in items]:
            yield future.result()
    finally:
        halted.set()
        pool.shutdown(cancel_futures=True)
