"""What items contribute to objectives, and the golden thread between them, both ways."""
