"""What stands in the way of those who post an event, and of those who want to take part."""

from backend.common import errors


class NotOpenYet(errors.Conflict):
    """Applications are taken from a later moment on."""

    code = "applications_not_open_yet"
    title = "申込みはまだ始まっていません"
    template = "申込みは{opens}から受け付けます。それまでお待ちください。"


class ClosedAlready(errors.Conflict):
    """The last moment to apply has passed."""

    code = "applications_closed"
    title = "申込みは締め切りました"
    template = "申込みは{closes}に締め切りました。ほかの募集をご覧ください。"


class EventPartyTooLarge(errors.Invalid):
    """More people than come by one application."""

    code = "event_party_too_large"
    template = "1回の申込みで参加できるのは、ご本人を入れて{limit}人までです。人数を直してください。"


class EventPartyUnclear(errors.Invalid):
    """How many come by one application is none, very many, or said of something else than an event."""

    code = "event_party_unclear"
    template = "1回の申込みで参加できる人数は、イベントだけに、1人から20人までで決められます。"


class FeeOfActivity(errors.Invalid):
    """Helping is not paid for."""

    code = "fee_of_activity"
    template = "参加費は、イベントの募集にだけ書けます。"


class EventNeedsSetTimes(errors.Invalid):
    """An event at times that each picks."""

    code = "event_needs_set_times"
    template = "イベントの募集では、開催の日時を決めてください。"


class ClosesBeforeItOpens(errors.Invalid):
    """The last moment to apply is not after the first."""

    code = "closes_before_it_opens"
    template = "申込みの締切は、受付の始まりより後にしてください。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "assignment_party_within_limit": EventPartyTooLarge,
    "request_party_comes_to_an_event": EventPartyUnclear,
    "request_fee_is_of_an_event": FeeOfActivity,
    "request_event_has_set_times": EventNeedsSetTimes,
    "request_closes_after_it_opens": ClosesBeforeItOpens,
}
