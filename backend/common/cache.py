"""The cache in Redis. Django makes a client for every command, which costs more than the command itself."""

from typing import Any

from django.core.cache.backends import redis


class _Client(redis.RedisCacheClient):
    """Django's own, with one client for each pool of connections; a client holds none of them between commands."""

    def __init__(self, servers: list[str], **options: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(servers, **options)
        self._clients: dict[int, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:  # noqa: ANN401 - Django's
        """This function will give a client of the server to read from, or to write to."""
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]  # the stubs leave it out
        if id(pool) not in self._clients:
            self._clients[id(pool)] = self._client(connection_pool=pool)  # type: ignore[attr-defined]
        return self._clients[id(pool)]


class RedisCache(redis.RedisCache):
    """Django's cache in Redis, with clients that last."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client
