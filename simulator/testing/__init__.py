"""A sandbox for tests of a client: started or found, with worlds as Python objects. The pytest plugin stands on it."""
