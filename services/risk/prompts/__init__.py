"""Prompts: which signals ask to reassess a risk, until someone reviews it or dismisses them."""
