"""One tree of errors under ``BackOfficeError``; every class has a stable ``code``."""
