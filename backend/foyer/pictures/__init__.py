"""Pictures: taken in, made small, kept."""
