"""What is looked for in a client's doings: one check for each requirement of the catalogue that can be tested.

`exhibit` holds all that was seen of one story, `exchange` reads its journal, `table` has the checks by requirement, and
`gathering` makes an exhibit of a story that was played. The other modules have the checks, a group of requirements
each. A check yields a sight for every occasion that the story gave, and none where the client never met the situation.
A client with one defect is to break one requirement, the narrowest: each check leaves alone what another one explains.
"""
