from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.notices import actions
from tests.support import background, smtp


@pytest.fixture
def system() -> Iterator[smtp.MailSystem]:
    """A mail system that takes everything unless a test tells it otherwise."""
    with smtp.listening() as started:
        yield started


@pytest.fixture
def by_smtp(settings: Any, system: smtp.MailSystem) -> None:  # noqa: ANN401 - pytest-django's wrapper
    """This process sends through the same mail system as the workers."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = system.address


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[background.Broker]:
    """A Redis of the test's own, so that it can be killed and no other test's worker takes our tasks."""
    with background.broker(tmp_path / "redis") as server:
        yield server


@pytest.fixture(autouse=True)
def _no_broker_was_found_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one test's process learnt of its broker is not true of the next test's."""
    monkeypatch.setattr(actions._Broker, "asked_again_at", 0.0)


@pytest.fixture
def _nobody_asks() -> Iterator[None]:
    """Where the test itself says who delivers, no worker is asked to."""
    with background.sending_to("memory://"):
        yield
