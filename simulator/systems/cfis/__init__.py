"""The Confirma Finance Integrations API (CFIS)."""
