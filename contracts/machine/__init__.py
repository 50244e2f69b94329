"""The suite for clients: random lives of invoices are played to a client, and its books are compared with the truth.

`suite` has what a client's tests call, `client` what a client must be able to do, `player` carries a story out, `truth`
compares, `story` and `saved` tell a failure to people and to machines.
"""
