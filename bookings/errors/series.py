from typing import Any

from backend.common import errors
from bookings.errors import reserving


class DatesRefused(reserving.Refusal):
    """Some of the dates cannot be had, so none was taken; `data["dates"]` names each with what speaks against it."""

    code = "dates_refused"
    title = "今は選べない日があります"
    template = "次の日は、今は選べません：{dates_text}。まだどの日も変わっていません。日を選び直してください。"

    def __init__(self, **data: Any) -> None:  # noqa: ANN401 - whatever the sentence names
        data["dates_text"] = "、".join(found["day_text"] for found in data.get("dates", []))
        super().__init__(**data)


class NothingChosen(errors.Invalid):
    """No date was ticked."""

    code = "nothing_chosen"
    title = "日が選ばれていません"
    template = "日を1つ以上選んでください。まだ何も変わっていません。"


class NotOfThisSeries(errors.Invalid):
    """A date, room or booking was named that does not belong to this series."""

    code = "not_of_this_series"
    template = "この定期利用にはない日や予約が選ばれています。ページを開き直して、もう一度選んでください。"


class NothingChanged(errors.Invalid):
    """A change that would leave everything as it is."""

    code = "nothing_changed"
    title = "変わるところがありません"
    template = "今の内容と同じです。変えたいところを選び直してください。"


class NotMovable(errors.Conflict):
    """The booking is over, or in a state in which it cannot be changed."""

    code = "not_movable"
    title = "この予約は変更できません"
    template = "この予約は今「{state_text}」のため、変更できません。予約の内容をもう一度お確かめください。"


class TooLateToMove(errors.Conflict):
    """The time until which the person may change the room or the time has passed."""

    code = "too_late_to_move"
    title = "変更の期限を過ぎています"
    template = "部屋や日時を変えられるのは、{due_text}でした。{center_name}の窓口へお電話ください。{phone_text}"


class RoomElsewhere(errors.Invalid):
    """A booking goes to another room of its own center only: another center's desk has not been asked."""

    code = "room_elsewhere"
    template = "変更できるのは、{center_name}の部屋の間だけです。ほかの施設は、新しく予約してください。"


class TermTooLong(errors.Invalid):
    """The term of a series is longer than a year, or ends before it begins."""

    code = "term_too_long"
    template = "期間は、始まりの日から1年までにしてください。"


class NoDates(errors.Invalid):
    """A term in which the repetition has no date."""

    code = "no_dates"
    template = "この期間には、{repetition_text}がありません。期間か、くり返しを選び直してください。"


class SeriesAlreadyMade(errors.Conflict):
    """The same page was sent twice; the first has made the series."""

    code = "series_already_made"
    title = "すでに申し込まれています"
    template = "この定期利用は、すでに申し込まれています。「定期利用」の一覧でお確かめください。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {"series_once_per_submission": SeriesAlreadyMade}
