"""What is measured: each indicator's definition, in versions."""
