"""Assessments: how likely, how grave, in whose view and since when."""
