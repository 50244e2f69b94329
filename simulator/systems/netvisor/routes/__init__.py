"""What each Netvisor resource does, one file a resource."""
