"""Drift: where a server's real answers differ from its contract, and an overlay that makes the sandbox answer so.

`questions` says what may be asked without changing anything, `asking` asks it, `walking` goes through bodies with their
schemas, `bodies` and `statuses` make differences of what was seen, `inference` writes schemas of values, `draft` writes
the overlay, `look` has what a caller runs. A server is known by its address and its credentials alone.
"""
