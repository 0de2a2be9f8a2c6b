"""The administrators' endpoints, under /api/admin."""
