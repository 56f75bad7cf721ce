"""Money and staff: savings, budgets whose sums are checked, and numbers of staff."""
