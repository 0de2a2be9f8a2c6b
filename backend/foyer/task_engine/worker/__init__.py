"""The worker's side of the engine: runs attempts and renews their leases."""
