"""Acceptances: who took on a risk, at which score, and until when. They lock nothing."""
