"""Turns: noticing that the RAG of what is approved turned red, and telling it."""
