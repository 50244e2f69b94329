"""What the sandbox costs: time to start, answers a second, memory, and worlds of a hundred thousand invoices."""
