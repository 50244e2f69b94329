"""The documents of Procountor as they travel, and the way to our records and back."""
