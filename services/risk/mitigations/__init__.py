"""Mitigations: controls that are in place, and actions that are to come."""
