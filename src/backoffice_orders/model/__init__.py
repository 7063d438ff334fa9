"""The domain: immutable values and pure functions. No I/O, no clock, no ids made here."""
