"""Tries an address from the environment; a process of its own, since it needs the installed packages."""

import os
import sys

import psycopg
import redis

_SECONDS = 5


def main(name: str) -> int:
    """Connect to the service that the variable names; say in a sentence what is wrong and return the exit code."""
    try:
        _CHECKS[name](os.environ[name])
    except (psycopg.Error, redis.RedisError, ValueError) as error:
        print(" ".join(str(error).split()))
        return 1
    return 0


def _postgres(url: str) -> None:
    psycopg.connect(url, connect_timeout=_SECONDS).close()


def _redis(url: str) -> None:
    with redis.Redis.from_url(url, socket_connect_timeout=_SECONDS, socket_timeout=_SECONDS) as client:
        client.ping()


_CHECKS = {"DATABASE_URL": _postgres, "REDIS_URL": _redis}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
