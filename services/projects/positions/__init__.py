"""What is said of items: positions in a period, and delivery confidence."""
