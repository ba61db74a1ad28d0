"""Looking at a PostgreSQL address before anything rests on it."""

from evenhand.site.home import HomeError

PATIENCE = 10
"""Seconds until an address that does not answer is given up."""
_OLDEST = 15


def holds_something(address: str) -> bool:
    """Whether an organisation lives in the database at this address. Raises HomeError if it cannot be used at all."""
    import psycopg

    try:
        with psycopg.connect(address, connect_timeout=PATIENCE) as connection:
            if connection.info.server_version < _OLDEST * 10_000:
                raise HomeError(f"The database is older than PostgreSQL {_OLDEST}: use a newer one.")
            table = connection.execute("SELECT to_regclass('records_entry') IS NOT NULL").fetchone()
            if table is None or not table[0]:
                return False
            return connection.execute("SELECT 1 FROM records_entry LIMIT 1").fetchone() is not None
    except psycopg.OperationalError as error:
        reason = str(error).strip().partition("\n")[0]
        raise HomeError(f"The database does not answer: {reason}. Check the address; nothing was written.") from None
    except psycopg.Error:  # in its own words the address may be quoted, and with it a password
        raise HomeError(
            "This is not the address of a PostgreSQL database that can be used: it is written like "
            "postgresql://user:password@host/name. Nothing was written."
        ) from None
