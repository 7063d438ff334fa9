"""Create an order for a customer on the phone: from first letters to placed order."""
