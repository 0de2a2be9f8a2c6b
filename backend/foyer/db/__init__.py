"""Access to PostgreSQL: engines, timeouts, migrations."""
