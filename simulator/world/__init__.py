"""One isolated sandbox: its records, clock, agenda, event log and stores."""
