"""How the client that is certified is reached: as a command, at an address, as a Python object, or through a person.

`table` reads what the caller wrote and finds the driver; `process`, `address`, `factory` and `person` are the drivers,
`driver` says what one is, `telling` turns what a story asks of a client into instructions and reads the answers,
`patience` keeps the time.
"""
