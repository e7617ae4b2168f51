"""What can go wrong with notices: the service's own faults, for which nobody is asked to do anything."""

from collections.abc import Mapping

from backend.common import errors


class ToldAlready(errors.Conflict):
    """The person was told this already."""

    code = "told_already"
    template = "このお知らせは、すでに届いています。"


class SentWithoutTime(errors.Conflict):
    """A delivery that went out says when."""

    code = "sent_without_time"
    template = "送信した日時が記録されていません。"


CONSTRAINTS: Mapping[str, type[errors.DomainError]] = {
    "notice_once_per_key": ToldAlready,
    "delivery_once_per_channel": ToldAlready,
    "delivery_sent_has_a_time": SentWithoutTime,
}
errors.register(CONSTRAINTS)
