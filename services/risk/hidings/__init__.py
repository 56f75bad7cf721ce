"""Hidings: texts of acts that were entered as Part 1, and become Part 2 for good."""
