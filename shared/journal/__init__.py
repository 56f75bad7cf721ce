"""The trace of a write: who did what to which body, in a chain that shows any tampering."""
