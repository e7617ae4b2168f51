"""A line of the statement in plain words: what came, what went, and why. What something is called is told by reads."""

from points import enums

# What a record is called before its name, by the way in which it was paid.
_BY_WAY = {
    enums.RuleWay.SITE: "会場で受け付け",
    enums.RuleWay.REPORT: "取り組みの報告",
    enums.RuleWay.CLEAN_UP: "清掃に参加",
    enums.RuleWay.MANUAL: "職員からの付与",
}


def in_words(kind: str, *, comes_in: bool, source_kind: str, what: str, undone: str = "") -> str:
    """This function will say what a posting did to the person whose statement it is, in words without a code.

    `what` is the name of the rule, perk or shop, `undone` the kind of the posting that a reversal mirrors.
    """
    if kind == enums.PostingKind.AWARD:
        return _joined(_BY_WAY.get(enums.RuleWay(source_kind)) if source_kind in _BY_WAY else "活動に参加", what)
    if kind == enums.PostingKind.GIVE:
        return _joined("届いたポイント" if comes_in else "贈ったポイント", what)
    if kind == enums.PostingKind.EXPIRE:
        return "期限が来て、使えなくなりました"
    if kind == enums.PostingKind.ADJUST:
        return "職員が足しました" if comes_in else "職員が引きました"
    if kind == enums.PostingKind.REVERSE:
        return _joined(_undone(undone, comes_in=comes_in), what)
    return _joined("使ったポイント", what)


def _undone(kind: str, *, comes_in: bool) -> str:
    if kind == enums.PostingKind.AWARD and not comes_in:
        return "付いたポイントの取り消し"
    if kind == enums.PostingKind.REDEEM and comes_in:
        return "使ったポイントが戻りました"
    return "戻りました" if comes_in else "取り消しました"


def _joined(words: str | None, what: str) -> str:
    return f"{words}：{what}" if what else words or ""
