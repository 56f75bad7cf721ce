"""Plans, and the items that they are made of."""
