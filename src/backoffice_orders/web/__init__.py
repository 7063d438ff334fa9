"""What the pages share: headers, forms, limits."""
