"""Sessions in PostgreSQL, read through Redis: without Redis everybody stays signed in, a little more slowly."""

import logging
from typing import Any

from django.contrib.sessions.backends import cached_db, db
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class SessionStore(cached_db.SessionStore):
    """Django's cached sessions, which ask the database alone when Redis is away.

    Signing in and out still need Redis: a session deleted from the database alone would live again with the cache.
    """

    def load(self) -> dict[str, Any]:
        """This function will read the session."""
        try:
            return super().load()
        except RedisError:
            logger.warning("Redis is away; the session was read from the database")
            return db.SessionStore.load(self)

    def exists(self, session_key: str) -> bool:
        """This function will tell whether a session has this key."""
        try:
            return bool(super().exists(session_key))
        except RedisError:
            return db.SessionStore.exists(self, session_key)
