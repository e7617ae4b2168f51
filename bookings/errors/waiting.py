from backend.common import errors
from bookings.errors import reserving


class AlreadyWaiting(errors.Conflict):
    """The person, or their group, stands in the line for this room at this time already."""

    code = "already_waiting"
    title = "すでに順番を待っています"
    template = "この部屋・この時間のキャンセル待ちには、すでに申し込まれています。「部屋の予約」でお確かめください。"


class WaitingClosed(errors.Conflict):
    """The center has no waiting list, or the time for offers is over."""

    code = "waiting_closed"
    title = "キャンセル待ちを受け付けていません"
    template = (
        "{center_name}の{room_name}は、{day_text} {periods_text}のキャンセル待ちを受け付けていません。"
        "ほかの時間か部屋をお選びください。"
    )


class NothingToWaitFor(errors.Conflict):
    """The period is free: there is nobody to wait for."""

    code = "nothing_to_wait_for"
    title = "今、空いています"
    template = "{center_name}の{room_name}は、{day_text} {periods_text}が空いています。このまま予約できます。"


class AlreadyYours(errors.Conflict):
    """What stands in the way is a booking, or an offer, of the same person or group."""

    code = "already_yours"
    title = "あなたの予約があります"
    template = "この時間には、あなた（団体）の予約かご案内がすでにあります。「部屋の予約」でお確かめください。"


class PeriodOffered(reserving.PeriodTaken):
    """Somebody was offered the room and has not answered yet."""

    title = "ほかの方にご案内中です"
    template = (
        "{center_name}の{room_name}は、{day_text} {periods_text}をほかの方にご案内中です（お返事の期限 {until_text}）。"
        "ほかの時間か部屋をお選びください。"
    )


class NoLongerWaiting(errors.Conflict):
    """The entry of the waiting list has come to its end."""

    code = "no_longer_waiting"
    title = "このキャンセル待ちは終わっています"
    template = "このキャンセル待ちは「{state_text}」です。「部屋の予約」で今の予約をお確かめください。"


class OfferAnswered(errors.Conflict):
    """The offer has been answered before, perhaps on another device."""

    code = "offer_answered"
    title = "お返事は、すでにいただいています"
    template = (
        "このご案内には、すでにお返事をいただいています（今は「{state_text}」です）。予約の内容をお確かめください。"
    )


class OfferOver(errors.Conflict):
    """The time to answer is over, and the room has gone on."""

    code = "offer_over"
    title = "お返事の期限を過ぎました"
    template = "お返事の期限を過ぎたため、部屋は次の方へご案内しました。空いている部屋を、もう一度おさがしください。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "waiting_once_per_person_and_time": AlreadyWaiting,
    "waiting_once_per_group_and_time": AlreadyWaiting,
}
