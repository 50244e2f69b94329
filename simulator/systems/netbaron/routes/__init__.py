"""What each operation of the assumed contract does, a file for each module."""
