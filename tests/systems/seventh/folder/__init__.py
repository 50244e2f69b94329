"""A made-up accounting system with two operations, as small as a system can be."""
