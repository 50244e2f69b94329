"""The domain, pure: values, law and arithmetic, without I/O, clock, chance or framework."""
