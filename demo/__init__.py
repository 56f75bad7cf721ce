"""The demo: the seeds as request bodies, and the loader that posts them through the public API.

It knows the API alone: a council's own loader could be a copy of it.
"""
