"""Clients and their keys: who may come in, and what each may do on which bodies."""
