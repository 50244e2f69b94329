"""The shell around every emulated system: the only room that turns bytes into calls."""
