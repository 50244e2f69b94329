"""Scenarios: stories of invoices, money and time, in files that people write and machines replay.

| module | holds |
|---|---|
| `scenario.schema.json`, `mistakes` | the format, and what is wrong with a file, with the place |
| `document`, `library`, `telling` | a story as a file; those that are shipped; one in words, and one to start from |
| `player`, `verbs`, `expectations` | a story is played: what each step does, what must be so |
| `plane`, `asking`, `recorder` | the sandbox that it is played in: its control plane, raw requests, its journal |
| `client`, `factory`, `watch`, `turn` | the client that it is played to: what it is asked for, and how it breaks down |
| `truth`, `accounting_truth`, `matching` | what is believed or expected, against what is so |
| `bodies`, `story`, `played` | the documents of a story, its sentences, and what came of it |
| `in_process` | transports to a sandbox in this process |
"""
