"""Reads that see rows which a test has just written to the database itself."""

# An ETag that no representation has: the API reads the database instead of its memory, which hears
# of other processes' changes some milliseconds later.
READ_DATABASE = {"If-None-Match": '"none"'}
