"""How hard the properties are tried: the same examples at every run by default, many and new ones in the long run.

Of a mutant it is enough to know that it is noticed: no time is spent on the smallest example that shows it.

A shell that runs the tests in the background lets everything it starts ignore Ctrl-C, and some tests press it.
"""

import signal

from hypothesis import HealthCheck, Phase, settings

pytest_plugins = ("tests.measuring",)

settings.register_profile("repeatable", max_examples=25, derandomize=True, deadline=None, database=None)
settings.register_profile(
    "long", max_examples=2000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "mutants",
    settings.get_profile("repeatable"),
    max_examples=100,
    phases=(Phase.explicit, Phase.generate),
    report_multiple_bugs=False,
)
settings.load_profile("repeatable")

signal.signal(signal.SIGINT, signal.default_int_handler)
