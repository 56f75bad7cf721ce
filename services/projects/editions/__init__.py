"""Editions: a plan of a quarter, proposed, approved by another, and published at its hour."""
