"""What at least three services use. No business noun lives here outside `contracts`."""
