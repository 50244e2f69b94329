"""Scenarios: stories of invoices, money and time, in files that people write and machines replay.

`document` reads and writes the file, `player` carries a story out against a sandbox with a client, `story` tells it in
words, `truth` compares what the client believes with what is so, `client` says what is asked of a client.
"""
