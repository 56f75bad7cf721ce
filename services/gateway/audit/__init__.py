"""The audit of a body across the suite: each service is asked for its own part."""
