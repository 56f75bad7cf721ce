"""What is said on the wire of the projects service."""
