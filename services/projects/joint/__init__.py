"""Joint working: what councils say of a plan, are asked about it, and tell of it together."""
