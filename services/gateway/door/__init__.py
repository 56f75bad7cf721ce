"""The door: every request comes in here, is looked at, and is passed on.

It knows who calls and which service a path belongs to. It knows no business and no storage.
"""
