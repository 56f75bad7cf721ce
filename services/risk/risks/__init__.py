"""Risks: what could happen, why, and what would follow; whose they are, and where they stand."""
