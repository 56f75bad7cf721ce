"""What was reported: figures in versions, appended and never changed."""
