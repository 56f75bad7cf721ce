"""What the risk service is told, and answers."""
