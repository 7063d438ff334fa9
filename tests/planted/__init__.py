"""Faults planted in stores, each of which the shipped suites alone must find."""
