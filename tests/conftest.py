import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django import conf
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import HealthCheck, settings
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from tests.support import client as clients
from tests.support import emptying

pytest_plugins = ["tests.support.no_skip"]


# How long an example takes is the machine's business: no test of ours is timed, neither are Hypothesis's.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])


def pytest_configure() -> None:
    """WhiteNoise warns, and a warning is an error, where collectstatic has not run; some tests load it at import."""
    conf.settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _tables_are_emptied_between_tests_by_delete() -> Iterator[None]:
    """Transactional tests end by emptying every table; see tests/support/emptying.py for how."""
    patch = pytest.MonkeyPatch()
    patch.setattr(DatabaseOperations, "sql_flush", emptying.statements)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_looked_for_once() -> Iterator[None]:
    """Each client builds the middleware anew, and WhiteNoise would open all our files to learn the size of each."""
    original = WhiteNoiseMiddleware.add_files_from_finders
    found: dict[str, StaticFile] = {}

    def add(self: WhiteNoiseMiddleware) -> None:
        if not found:
            original(self)
            found.update(self.files)
        self.files = dict(found)

    patch = pytest.MonkeyPatch()
    patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _fast_password_hasher(settings: Any) -> None:  # noqa: ANN401 - pytest-django's wrapper
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _own_cache(settings: Any) -> None:  # noqa: ANN401 - pytest-django's wrapper
    """Every test has its own keys in the one Redis, so that none sees another's rate limits."""
    default = settings.CACHES["default"] | {"KEY_PREFIX": f"test-{uuid.uuid4().hex}"}
    settings.CACHES = {"default": default}


@pytest.fixture
def client() -> clients.PageClient:
    """The client that inspects every page it fetches."""
    return clients.PageClient()
