"""What waits, and what was decided: held figures, and the acts on each submission."""
