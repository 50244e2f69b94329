"""The documents of the assumed contract, and the way to our records and back."""
