"""Password rules, hashing, change and reset."""
