"""Messages, and how languages say them."""
