"""The sandbox: emulated systems, the worlds they live in, and the control plane over them."""

__version__ = "0.1.0"
