"""Log-in sessions."""
