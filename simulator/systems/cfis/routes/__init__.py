"""What CFIS does at each operation, one file a resource."""
