"""What a call costs as a shop grows: one module per figure, each with its limit."""
