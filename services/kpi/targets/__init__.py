"""What was meant to be reached: targets with their monthly profiles, in versions."""
