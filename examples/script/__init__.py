"""A shop without a database: everything in memory, and a worker that delivers."""
