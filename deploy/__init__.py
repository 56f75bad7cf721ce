"""How Quarterday is run: on one machine, and what is checked before it is."""
