"""Milestones and activities: by when, how that has moved and why, and what waits for what."""
