"""Signals: what another service tells that may change how a risk is judged."""
