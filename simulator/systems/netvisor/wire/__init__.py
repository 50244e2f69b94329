"""Netvisor's documents as they travel, and the way to and from our records."""
