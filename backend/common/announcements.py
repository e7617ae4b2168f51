"""How a lower layer tells a person something without knowing the notices app, which stands above it.

`backend.notices` names itself as the sender when the project starts; what is sent is written in the caller's
transaction, as by `notices.actions.send` itself.
"""

from datetime import datetime
from typing import Any, Protocol


class Sender(Protocol):
    """The shape of `notices.actions.send`."""

    def __call__(
        self,
        *,
        to: Any,  # noqa: ANN401 - a person, whom this layer does not know
        template: str,
        key: str,
        now: datetime,
        context: dict[str, Any] | None = None,
        url: str = "",
    ) -> object:
        """This function will write one notice."""


_senders: list[Sender] = []


def use(sender: Sender) -> None:
    """This function will make a sender the one that announces."""
    _senders[:] = [sender]


def send(
    *,
    to: Any,  # noqa: ANN401 - a person, whom this layer does not know
    template: str,
    key: str,
    now: datetime,
    context: dict[str, Any] | None = None,
    url: str = "",
) -> None:
    """This function will tell a person something, once per key, in the caller's transaction."""
    for sender in _senders:
        sender(to=to, template=template, key=key, now=now, context=context, url=url)
