"""What a body keeps of its plans, of whatever kind: each thing at its address, in versions."""
