"""Releases: what a body means to publish, from its first draft to its hour and after."""
