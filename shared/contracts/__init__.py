"""What is said on a wire, in Pydantic alone: a package per service, and what all share."""
