"""Webhooks: how they are sent, signed, tried again and logged."""
