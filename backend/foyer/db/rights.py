"""What Foyer needs of the database server and of its role there: one query each."""

from sqlalchemy import Connection, text

from foyer.errors import FoyerError

MINIMUM_VERSION = 150000  # PostgreSQL 15, the oldest release that the tests use

_SERVER = text(
    "SELECT current_setting('server_version_num')::int AS version,"
    " current_setting('server_encoding') AS encoding,"
    " coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS may_create"
)
# The sentence about the first missing right, or NULL. current_schema() is NULL without USAGE.
MISSING_RIGHT = text(
    "SELECT CASE WHEN to_regclass('tasks') IS NULL"
    " THEN 'there are no tables: run `foyer migrate`, or GRANT USAGE ON SCHEMA'"
    " ELSE (SELECT 'the role lacks the right to ' || privilege || ' on ' || relname"
    " FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS privilege"
    " WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace"
    " AND relname <> 'alembic_version' AND NOT has_table_privilege(pg_class.oid, privilege)"
    " ORDER BY relname, privilege LIMIT 1) END"
)


class UnsuitableDatabaseError(FoyerError):
    """The database cannot hold Foyer's tables."""

    code = "unsuitable_database"


def require_suitable_server(connection: Connection) -> None:
    """Check the requirements of a migration before it runs.

    Raises:
        UnsuitableDatabaseError: the message names the reason.
    """
    server = connection.execute(_SERVER).one()
    connection.rollback()
    if server.version < MINIMUM_VERSION:
        raise UnsuitableDatabaseError(
            f"PostgreSQL {MINIMUM_VERSION // 10000} or newer is needed; this server is "
            f"{server.version // 10000}."
        )
    if server.encoding != "UTF8":
        raise UnsuitableDatabaseError(
            f"The database's encoding is {server.encoding}. Create it with ENCODING 'UTF8'."
        )
    if not server.may_create:
        raise UnsuitableDatabaseError(
            "The role may not create tables. GRANT USAGE, CREATE ON SCHEMA public to it."
        )
