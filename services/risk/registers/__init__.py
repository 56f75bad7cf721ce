"""Registers: whose risks, on which matrix, looked at how often."""
