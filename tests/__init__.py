"""The tests: a package, so that no other package of that name can stand in front of it."""
