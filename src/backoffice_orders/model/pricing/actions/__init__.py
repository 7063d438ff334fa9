"""What a cart rule does: one small module per action."""
