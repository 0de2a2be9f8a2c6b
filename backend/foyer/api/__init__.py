"""The HTTP edge: one file a resource, no rules."""
