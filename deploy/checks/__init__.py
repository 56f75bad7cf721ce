"""What `make check` looks at beside lint, types and walls."""
