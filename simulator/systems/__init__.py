"""The emulated systems, one folder each, independent of each other."""
