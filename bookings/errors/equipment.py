"""What can stand in the way of lending equipment, in words that say what to do next."""

from typing import Any

from backend.common import errors


class EquipmentShort(errors.Conflict):
    """Fewer pieces are free at that time than are asked for; `data["alternatives"]` tell where there are some."""

    code = "equipment_short"
    title = "備品が足りません"
    template = (
        "{center_name}の{equipment_name}は、{when}に貸し出せるのがあと{free}台です（全部で{stock}台）。"
        "数か時間を変えるか、ほかのセンターの備品をお選びください。"
    )

    def offer(self, alternatives: list[dict[str, Any]]) -> None:
        """This function will add where as many are free at that time."""
        self.data["alternatives"] = alternatives


class EquipmentNeedsRoom(errors.Invalid):
    """It is lent with a room only."""

    code = "equipment_needs_room"
    template = "{center_name}の{equipment_name}は、部屋といっしょのときだけ使えます。部屋の予約から申し込んでください。"


class EquipmentGoesOut(errors.Invalid):
    """It is lent out of the house only."""

    code = "equipment_goes_out"
    template = "{center_name}の{equipment_name}は、持ち出し用です。部屋の予約とは別に申し込んでください。"


class LoanTimeUnclear(errors.Invalid):
    """The end is not after the beginning, or it is over."""

    code = "loan_time_unclear"
    template = "借りる時間には、これからの時間を、始まりから終わりの順に入力してください。"


class LoanTooLong(errors.Invalid):
    """More days than the center lends it for."""

    code = "loan_too_long"
    template = "{center_name}の{equipment_name}は、続けて{most_days}日まで借りられます。日にちを短くしてください。"


class LoanDayClosed(errors.Invalid):
    """The center is closed on the day on which something is fetched or brought back."""

    code = "loan_day_closed"
    template = (
        "{center_name}は、{day_text}は休館日です（{reason}）。"
        "受け取りと返却は、開いている日にしてください。{reopens_text}"
    )


class LoanHourClosed(errors.Invalid):
    """The center's office is not open at that hour."""

    code = "loan_hour_closed"
    template = "{center_name}が開いているのは{hours_text}です。受け取りと返却は、この時間の中にしてください。"


class LoansAtDesk(errors.Conflict):
    """The center does not take this loan online."""

    code = "loans_at_desk"
    title = "この施設のネットでの申し込みは、まだ始まっていません"
    template = "{center_name}は「{mode_text}」です。備品は、窓口か電話でお申し込みください。{phone_text}"


class LoanOutsideBooking(errors.Invalid):
    """The time is not within that of the booking with which it goes."""

    code = "loan_outside_booking"
    template = "備品を使う時間は、部屋の予約の時間（{span}）の中にしてください。"


class BookingTakesNoLoan(errors.Conflict):
    """The booking has ended, is only offered, or is at another center."""

    code = "booking_takes_no_loan"
    title = "この予約では、備品を借りられません"
    template = "{center_name}の、これから使う予約だけ、備品をいっしょに借りられます。予約の内容をお確かめください。"


class LoanStepNotAllowed(errors.Conflict):
    """The loan's state does not allow this step."""

    code = "loan_step_not_allowed"
    title = "この貸出では、その手続きができません"
    template = "この貸出は今「{state_text}」のため、「{wanted_text}」にはできません。もう一度、内容をお確かめください。"


class LoanNotYetDue(errors.Conflict):
    """Handed out before its day, it would be missing to others."""

    code = "loan_not_yet_due"
    title = "お渡しは、借りる日からです"
    template = "この貸出は{day_text}からです。早くお渡しするときは、貸出の時間を変えて、もう一度予約してください。"


class PieceStillOut(errors.Conflict):
    """What is to be handed out has not come back."""

    code = "piece_still_out"
    title = "前の方から、まだ返ってきていません"
    template = (
        "{equipment_name}は、前の方からの返却がまだのため、お渡しできるのは{here}台です。"
        "返却の遅れている方へお電話ください。"
    )


class EquipmentPromised(errors.Conflict):
    """Without the piece some loans cannot be kept; `data["loans"]` are their codes."""

    code = "equipment_promised"
    title = "足りなくなる予約があります"
    template = "この1台を外すと、{count}件の予約で台数が足りなくなります。取り消して、借りる方にお知らせしますか。"


class EquipmentNameTaken(errors.Conflict):
    """The center has equipment of that name."""

    code = "equipment_name_taken"
    title = "同じ名前の備品があります"
    template = "同じ名前の備品が、このセンターにもうあります。数をふやすときは、その備品を開いてください。"


class PieceReasonMissing(errors.Invalid):
    """A piece is withdrawn without saying why."""

    code = "piece_reason_missing"
    template = "外す理由を書いてください（例：故障、修理中、紛失）。"


class LoanDrifted(errors.Conflict):
    """A loan and what it holds do not agree: a fault of ours that the database refused."""

    code = "loan_drifted"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "piece_hold_never_overlaps": EquipmentShort,
    "piece_is_out_once": PieceStillOut,
    "piece_holds_match_loan": LoanDrifted,
    "loan_stands_with_its_booking": LoanDrifted,
    "loan_ends_after_it_starts": LoanTimeUnclear,
    "equipment_name_once_per_center": EquipmentNameTaken,
    "equipment_piece_withdrawn_with_a_reason": PieceReasonMissing,
}
