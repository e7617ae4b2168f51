"""What a decree on carrying points over is refused for."""

from backend.common import errors


class CarryOverDatesInvalid(errors.Invalid):
    """The dates of a decree do not follow one another."""

    code = "carry_over_dates_invalid"
    title = "日付の順を確かめてください"
    template = (
        "「はじめの期限」「終わりの期限」「新しい期限」の順に、あとの日になるように入れてください。"
        "期限を早めることはできません。"
    )


class CarryOverTooLate(errors.Conflict):
    """Every point that a decree names has expired already."""

    code = "carry_over_too_late"
    title = "すでに失効しています"
    template = "{last}までに期限が来るポイントは、すでに失効しています。これから期限が来るポイントを選んでください。"


class CarryOverForNobody(errors.Invalid):
    """Nobody is chosen."""

    code = "carry_over_for_nobody"
    title = "対象の方がいません"
    template = "選んだ地区や会員番号に当てはまる方がいません。地区か会員番号を確かめてください。"


class CarryOverDocumentTaken(errors.Conflict):
    """Another decree has the number already."""

    code = "carry_over_document_taken"
    title = "この文書番号は使われています"
    template = "この文書番号の繰越は、すでに決定されています。番号を確かめてください。"


REFUSALS: dict[str, type[errors.DomainError]] = {}
CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "points_carry_over_document_once": CarryOverDocumentTaken,
    "points_carry_over_dates_in_order": CarryOverDatesInvalid,
    "points_carry_over_only_lengthens": CarryOverDatesInvalid,
}
