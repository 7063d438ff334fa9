"""What must hold for a cart rule: one small module per condition."""
