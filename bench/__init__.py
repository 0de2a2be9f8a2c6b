"""What the decisions rest on, measured: `make bench`."""
