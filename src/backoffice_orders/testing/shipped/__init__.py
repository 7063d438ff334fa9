"""All suites of a store, as pytest collects them for ``--backoffice-store``."""
