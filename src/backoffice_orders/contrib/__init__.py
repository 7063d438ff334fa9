"""What it takes to live in a host's framework."""
