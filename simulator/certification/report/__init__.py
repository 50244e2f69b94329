"""A certification told to people and to programs.

`page` is for eyes and paper, `terminal` for whoever waits, `document`, `junit` and `sarif` for programs, `bundle` for
whoever wants to see for himself, `baseline` for what has changed, and `writing` writes all of them to a folder.
"""
