"""Exchange: a plan's items and milestones out as a sheet, and in again with what was changed."""
