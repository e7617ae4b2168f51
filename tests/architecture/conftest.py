from typing import Any

import pytest
from schemathesis.pytest.plugin import SchemathesisCase

from tests.support import tracing


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_pycollect_makeitem(collector: pytest.Module, name: str, obj: object) -> Any:  # noqa: ANN401 - pytest's
    """The cases of each operation are drawn from the document alone, by every worker, and coverage slowed it down."""
    made = yield
    if isinstance(made, SchemathesisCase):
        made.collect = tracing.unwatched(made.collect)  # type: ignore[method-assign]
    return made
