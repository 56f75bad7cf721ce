"""Journeys run real servers as the tests of deploying do."""

from tests.deploy.conftest import folder, free_port

__all__ = ["folder", "free_port"]
