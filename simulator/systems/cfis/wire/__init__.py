"""CFIS documents as they travel, one file a resource, and the way to and from our records."""
