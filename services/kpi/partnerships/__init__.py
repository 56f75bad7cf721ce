"""Who works together: partnerships, their dated members, and what follows for reading."""
