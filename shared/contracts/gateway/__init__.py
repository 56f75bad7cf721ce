"""What the gateway is told and tells about clients and their keys."""
