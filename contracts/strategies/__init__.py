"""Hypothesis strategies for what travels to CFIS: plainly made up, adding up, and small when they fail.

Each module makes one kind of thing, as the JSON documents that a client sends; they compose, and every one shrinks to
the least that still says what it is. Who generates from a contract in place of from the trade uses ``from_contract``.
Needs the extra ``suite``.
"""
