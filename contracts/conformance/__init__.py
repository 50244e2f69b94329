"""The suite for servers: is what answers at an address what the contract says? A sandbox and the real thing alike.

`suite` has what a caller runs, `doors` how each system lets a request in, `attack` sends what schemathesis makes of the
contract, `journeys` do several things in a row, `judge` and `money` look at answers, `findings` is what they report.
A server is known by its address and its credentials alone.
"""
