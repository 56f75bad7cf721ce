"""Objectives, corporate and of services, with their lettered outcomes."""
