"""How figures come in: a batch, judged row by row, kept as one submission per body."""
