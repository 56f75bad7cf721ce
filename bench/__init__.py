"""What the suite costs, as ratios to what the same work costs without it; `make bench`."""
