"""Adapters: one folder per way to connect the library to the world."""
