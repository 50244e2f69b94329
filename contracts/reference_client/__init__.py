"""A small CFIS client that is right in every respect: the model for an integration, and what the suites are tried on.

Read it in this order:

| module | holds |
|---|---|
| `memory` | what a client must not forget, and how it outlives a restart |
| `connection` | one request: retries with an end, waiting as long as CFIS says, a token that is renewed |
| `sending` | the outbox: invoices and actions reach CFIS once, whatever becomes of the answers |
| `accounting` | documents for the accounting system: handed in once, asked about until they are booked or failed |
| `answers` | what CFIS tells, read with tolerance: unknown members, nulls, both shapes of settlements |
| `following` | what CFIS is asked about: deliveries, cases, payments, settlements |
| `client` | all of it together: hand in, act, run, and the books |
| `__main__` | the client as a command: one turn, told on standard input |

It needs httpx2 and msgspec, and knows nothing of the sandbox: given an address and a token, it works anywhere.
"""
