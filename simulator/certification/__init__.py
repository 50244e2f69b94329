"""Certification: a client is led through the scenarios of a service and held to the catalogue of requirements.

`drivers` reach the client, `session` leads it, `verdicts` weighs what was seen, `result` is what came of it, and
`report` tells that to people and to programs.
"""
