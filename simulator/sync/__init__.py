"""The reference sync: what CFIS holds for a client's bookkeeping is carried to the client's accounting system."""
