"""The measurements behind the decisions: `make bench`."""

QUEUE = "bench"  # of the measured tasks
