"""A user's own account: name, picture, export, deletion."""
