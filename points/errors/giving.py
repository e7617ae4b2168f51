"""What stands in the way of giving points, of answering a gift and of sending it back."""

from typing import Any

from backend.common import errors


class GivingNotOpen(errors.Conflict):
    """The city has published no terms of giving that are in force."""

    code = "giving_not_open"
    title = "まだポイントを贈れません"
    template = "ポイントを贈るきまりが、まだ始まっていません。市からのお知らせをお待ちください。"


class GiftCodeUnknown(errors.NotFound):
    """Nobody gets gifts by this code from this giver: unknown, ended, or not wanted. Which of these is not told."""

    code = "gift_code_unknown"
    title = "この受け取り番号は使えません"
    template = "この受け取り番号では贈れません。相手の方に、今の番号をもう一度見せてもらってください。"


class GiftTriesTooMany(errors.DomainError):
    """Very many receiving codes were tried in a short time."""

    code = "gift_tries_too_many"
    status = 429
    title = "少し時間をおいてください"
    template = "短い時間に何度も番号が入力されたため、お待ちいただいています。10分ほどおいて、もう一度お試しください。"


class GiftToOneself(errors.Invalid):
    """Points do not go to oneself, nor to what is one's own code."""

    code = "gift_to_oneself"
    title = "自分には贈れません"
    template = "これはあなたの受け取り番号です。贈りたい方の番号を入力してください。"


class GiftTooYoung(errors.Conflict):
    """The giver is younger than the terms ask."""

    code = "gift_too_young"
    title = "まだポイントを贈れません"
    template = "ポイントを贈れるのは{youngest}歳からです。それまでは、特典に使えます。"


class GiftTooLarge(errors.Invalid):
    """A single gift is larger than the terms allow."""

    code = "gift_too_large"
    title = "一度に贈れるポイントを超えています"
    template = "一度に贈れるのは{most}ポイントまでです。{most}ポイント以下にしてください。"


class GiftLimitReached(errors.Conflict):
    """A limit of a day, month or fiscal year leaves less. How much another has been given is not told."""

    code = "gift_limit_reached"
    title = "贈れる上限を超えます"
    template = "{whose}は、{span}に{most}ポイントまでです。{next}"

    def __init__(self, **data: Any) -> None:  # noqa: ANN401 - whatever the ledger names
        if data.get("side") in ("person", "community"):
            data.pop("left", None)
            data["next"] = "少なくするか、日をあらためてください。"
        elif "left" in data:
            data["next"] = f"いま贈れるのは、あと{data['left']}ポイントです。"
        super().__init__(**data)


class GiftNotFound(errors.NotFound):
    """There is no such gift of this person."""

    code = "gift_not_found"


class GiftKept(errors.Conflict):
    """The time in which a gift can be sent back is over, or there never was any."""

    code = "gift_kept"
    title = "返せる期間が過ぎています"
    template = "このポイントは、返せる期間が過ぎました。使いみちに困るときは、交流センターの窓口にご相談ください。"


class GiftUsed(errors.Conflict):
    """Some of the points of a gift were used, given on, set aside or have expired."""

    code = "gift_used"
    title = "このポイントは返せません"
    template = "贈られたポイントの一部を、すでに使ったか取り置いているため、返せません。残高は変わりません。"


class GiftReturned(errors.Conflict):
    """The gift has been sent back: nothing more can be said to it."""

    code = "gift_returned"
    title = "返されたポイントです"
    template = "このポイントはすでに返されています。"


class GiftAnswered(errors.Conflict):
    """There is an answer already."""

    code = "gift_answered"
    title = "お返事は送られています"
    template = "お返事は、ひとつの贈りものに一度だけ送れます。"


class NoteNotFound(errors.NotFound):
    """There are no such words, or they are hidden already."""

    code = "gift_note_not_found"


class NoteReported(errors.Conflict):
    """The person has reported these words before."""

    code = "gift_note_reported"
    title = "すでにお知らせいただいています"
    template = "この言葉は、すでに市にお知らせいただいています。確認が終わるまでお待ちください。"


class ReportDecided(errors.Conflict):
    """Somebody has decided about the report before."""

    code = "gift_report_decided"
    template = "この報告は、すでに確認が終わっています。"


class OwnWords(errors.Conflict):
    """Who wrote or reported words does not decide about them, and nobody reports their own."""

    code = "gift_own_words"
    title = "ほかの人が確認します"
    template = "自分が書いた言葉や、自分が知らせた言葉は、ほかの職員が確認します。"


class NicknameMissing(errors.Invalid):
    """A nickname is to be shown and there is none, or it gives the full name away."""

    code = "gift_nickname_missing"
    title = "呼び名を確かめてください"
    template = "呼び名を入力してください。お名前の全部や、連絡先が分かるものは使えません。"


class NoCommunity(errors.NotAllowed):
    """The person does not act for this community."""

    code = "no_community"
    template = "この団体の担当者ではないため、ポイントの手続きはできません。"


class CommunityNotFound(errors.NotFound):
    """There is no such community, or it is not approved."""

    code = "community_not_found"


class GiftTermsDatesInvalid(errors.Invalid):
    """Terms begin today at the earliest."""

    code = "gift_terms_dates_invalid"
    title = "始まる日を確かめてください"
    template = "きまりは、今日より前からは始められません。今日か、これからの日を入れてください。"


REFUSALS: dict[str, type[errors.DomainError]] = {
    "gift_to_oneself": GiftToOneself,
    "gift_too_young": GiftTooYoung,
    "gift_not_welcome": GiftCodeUnknown,
    "gift_too_large": GiftTooLarge,
    "gift_limit": GiftLimitReached,
    "gift_not_found": GiftNotFound,
    "gift_kept": GiftKept,
    "gift_used": GiftUsed,
}
CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "points_gift_limit_is_kept": GiftLimitReached,
    "points_gift_keeps_its_size": GiftTooLarge,
    "points_gift_is_welcome": GiftCodeUnknown,
    "points_gift_returns_its_lots": GiftUsed,
    "points_gift_note_once": GiftAnswered,
    "points_gift_report_once": NoteReported,
    "points_gift_report_not_decided_by_its_writer": OwnWords,
    "points_gift_report_not_of_ones_own_words": OwnWords,
    "points_gift_terms_begin_later": GiftTermsDatesInvalid,
}
