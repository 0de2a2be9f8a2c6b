"""How fresh the API's answers are, and reads that see what a test has just written itself."""

# Each answer shows a change after this time: longer than MAX_SILENCE of
# long_polling/subscriptions.py.
MAX_STALENESS = 2.0  # seconds

# An ETag that no representation has: the API reads the database instead of its memory, which hears
# of other processes' changes some milliseconds later.
READ_DATABASE = {"If-None-Match": '"none"'}
