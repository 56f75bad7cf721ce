"""The board's text on a figure: why it is as it is, what is done about it, and by whom."""
