"""Performance: what figures, targets and membership say together, as known at one instant.

`gathering` makes the one read; everything else here is pure and takes its `Evidence`.
"""
