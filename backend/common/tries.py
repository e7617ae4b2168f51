"""How often one visitor may try something, such as a printed code. Nothing is locked: who waits may go on."""

from django.core.cache import cache
from redis.exceptions import RedisError


def is_spent(what: str, whose: str, *, limit: int) -> bool:
    """This function will tell whether a visitor has had all tries of a time, and count none.

    For what is right more often than wrong: only what was wrong is counted then, by `is_within`.
    """
    try:
        return int(cache.get(_key(what, whose), 0)) >= limit
    except RedisError:
        return False


def is_within(what: str, whose: str, *, limit: int, seconds: int) -> bool:
    """This function will count one try of a visitor, and tell whether it is among those allowed in so many seconds.

    While the cache is away nothing is counted and everything is allowed: what is tried must be long enough by itself.
    """
    key = _key(what, whose)
    try:
        if cache.add(key, 1, timeout=seconds):
            return True
        return int(cache.incr(key)) <= limit
    except (RedisError, ValueError):  # ValueError: the count ran out between the two calls
        return True


def _key(what: str, whose: str) -> str:
    return f"tries:{what}:{whose}"
