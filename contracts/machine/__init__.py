"""The suite for clients: random lives of invoices are played to a client, and its books are compared with the truth.

`suite` has what a client's tests call; `shortest` makes a story that failed as short as it can be.
"""
