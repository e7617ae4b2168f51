from backend.common import errors


class CityPermitsFirst(errors.Conflict):
    """The city permits the uses of this room, so that a desk cannot let anybody in on the spot."""

    code = "city_permits_first"
    title = "当日の受付はできません"
    template = "{room_name}の利用は、市が許可します。ほかの部屋を選ぶか、予約として受け付けてください。"


class ClaimUnusable(errors.Invalid):
    """The claim code is wrong, used, replaced or over; which of these it is would tell what bookings there are."""

    code = "claim_unusable"
    title = "この受取番号は使えません"
    template = (
        "番号の打ち間違いか、使い終わった番号か、期限の過ぎた番号です。お手もとの紙をもう一度お確かめください。"
        "それでも使えないときは、予約を受け付けた窓口で新しい番号をもらってください。"
    )


class ClaimOfGroup(errors.Conflict):
    """The booking is a group's, and the person is not on its list."""

    code = "claim_of_group"
    title = "団体の予約です"
    template = (
        "この予約は団体「{group_name}」のものです。団体の名簿にある方のアカウントで受け取ってください。"
        "名簿にないときは、団体の代表の方に登録を頼んでください。"
    )


class ClaimNotNeeded(errors.Conflict):
    """The booking has an account already, or it does not hold its room any more."""

    code = "claim_not_needed"
    title = "受取番号を出せません"
    template = (
        "予約 {booking} は、すでにご本人のアカウントの予約になっているか、もう部屋を取っていません。"
        "予約の内容をお確かめください。"
    )


class TooManyClaims(errors.DomainError):
    """The same visitor tried too many claim codes; others are not affected, and nothing is locked."""

    code = "too_many_claims"
    status = 429
    title = "少し待ってから、お試しください"
    template = "短い時間に何度も受取番号が入力されました。10分ほど待ってから、もう一度お試しください。"


class DeskNoteEmpty(errors.Invalid):
    """A note of the desk says nothing."""

    code = "desk_note_empty"
    template = "メモの内容を書いてください（500文字まで）。"
