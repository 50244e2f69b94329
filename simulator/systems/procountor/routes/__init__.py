"""What each operation does, by resource."""
