"""What is promised: contract documents, their evidence, and how a client is held to them."""
