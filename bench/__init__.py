"""What the decisions rest on, measured: `make bench`."""

QUEUE = "bench"  # where the tasks of the measurements wait
