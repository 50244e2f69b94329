"""The control plane: worlds, clock, bank, debtors, faults, journal and snapshots."""
