"""Quarterday on one machine: PostgreSQL, the four services, and the demo."""
