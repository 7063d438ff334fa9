"""Shops that the library lives in; see docs/hosts.md."""
