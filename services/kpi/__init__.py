"""Performance indicators: figures, targets, and what they say together."""
