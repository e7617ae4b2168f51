"""What a perk is, in plain words: the same lines for the resident, for the preview and for what has changed."""

from collections.abc import Sequence

from points import enums, models
from points.rules import seasons, words
from points.rules.words import Difference, Line

UNIT = {enums.PerkKind.ROOM_COUPON: "円引き", enums.PerkKind.COPIES: "枚"}
COUNTED = {enums.PerkKind.GOODS: "個", enums.PerkKind.PRODUCE: "個", enums.PerkKind.SUPPORT: "回"}


def sale_window(perk: models.Perk) -> seasons.Window:
    """This function will give when a perk can be ordered."""
    return seasons.Window(perk.starts_on, perk.ends_on, perk.sale_from, perk.sale_to)


def use_window(perk: models.Perk) -> seasons.Window:
    """This function will give when a perk can be used."""
    return seasons.Window(perk.use_starts_on, perk.use_ends_on, perk.use_from, perk.use_to)


def lines(perk: models.Perk, steps: Sequence[models.PerkStep]) -> list[Line]:
    """This function will say what a perk costs, what it gives, where, when and how many."""
    found = [
        Line("必要なポイント", _price(perk)),
        Line("内容", _worth(perk, steps)),
        Line("使えるところ", place(perk)),
        Line("受け渡しの時間", perk.pickup_hours),
        Line("申込みの期間", seasons.window_words(sale_window(perk))),
        Line("使える期間", _use(perk)),
        Line("受け取りの日", _pickup(perk)),
        Line("品物の入荷", _arrival(perk)),
        Line("おひとりの上限", _limit(perk, perk.most_per_person, perk.person_span)),
        Line("全員の上限", _limit(perk, perk.most_in_span, perk.total_span)),
        Line("ポイントを使う時", _captured(perk)),
        Line("取りやめ", _cancellation(perk)),
        Line("期限が過ぎたとき", _lapse(perk)),
    ]
    return [line for line in found if line.text]


def _price(perk: models.Perk) -> str:
    if perk.stepped or perk.is_support:
        return f"{perk.price:,}ポイントから（申し込むときに選びます）"
    return f"{perk.price:,}ポイント"


def _worth(perk: models.Perk, steps: Sequence[models.PerkStep]) -> str:
    if perk.stepped:
        return "、".join(step_words(perk.kind, step) for step in steps)
    if perk.is_support:
        return "選んだポイントが、選んだ団体に届きます。ポイントの期限は変わりません"
    if perk.yen_off:
        return f"部屋の使用料から{perk.yen_off:,}円を引きます"
    if perk.percent_off:
        return f"部屋の使用料を{perk.percent_off}%引きにします"
    if perk.kind == enums.PerkKind.COPIES:
        return f"コピー{perk.sheets}枚分。何回かに分けて使えます。残りの枚数は引換券に出ます"
    return f"コピー{perk.sheets}枚分" if perk.sheets else ""


def step_words(kind: str, step: models.PerkStep) -> str:
    """This function will say a step in words: 10〜19ポイントで1,000円分."""
    last = "" if step.to_points == step.from_points else f"〜{step.to_points:,}" if step.to_points else ""
    more = "" if step.to_points else "以上"
    unit = UNIT.get(enums.PerkKind(kind), "円分")
    return f"{step.from_points:,}{last}ポイント{more}で{step.worth:,}{unit}"


def place(perk: models.Perk) -> str:
    """This function will say where a perk is used."""
    if perk.is_coupon:
        return "部屋の予約のページ"
    if perk.is_support:
        return "応援を受け付けている団体から選びます"
    return perk.place_name or "すべての交流センターの窓口"


def _use(perk: models.Perk) -> str:
    if perk.is_support:
        return ""
    within = seasons.window_words(use_window(perk))
    since = "受け取りの日から" if perk.pickup_weekdays else "使える期間の初めから" if within else "申し込んだ日から"
    return f"{within}{'のうち、' if within else ''}{since}{perk.valid_days}日間"


def _pickup(perk: models.Perk) -> str:
    if not perk.pickup_weekdays:
        return ""
    lead = f"。{perk.lead_days}日前までに申し込みます" if perk.lead_days else ""
    return f"{seasons.weekday_words(perk.pickup_weekdays)}から選びます{lead}"


def _arrival(perk: models.Perk) -> str:
    if not perk.by_delivery:
        return ""
    return f"{perk.arrival_words or '順番にお渡しします'}。用意ができたらお知らせします"


def _limit(perk: models.Perk, most: int | None, span: str) -> str:
    if most is None:
        return ""
    window = f"{enums.Span(span).label}に" if span else ""
    return f"{window}{most}{counter(perk)}まで"


def counter(perk: models.Perk) -> str:
    """This function will give the word by which a perk is counted: 個 for goods, 枚 for coupons."""
    return COUNTED.get(enums.PerkKind(perk.kind), "枚")


def _captured(perk: models.Perk) -> str:
    if perk.captured == enums.CaptureMoment.ON_ORDER:
        return "申し込んだとき"
    if perk.kind == enums.PerkKind.COPIES:
        return "はじめて使ったとき（全部の枚数の分をまとめて）"
    if perk.is_coupon:
        return "部屋の予約に使ったとき。それまでは取り置きます"
    return "受け取ったとき。それまでは取り置きます"


def _cancellation(perk: models.Perk) -> str:
    if perk.captured == enums.CaptureMoment.ON_ORDER:
        return "申し込んだ後は取りやめられません"
    if perk.is_coupon:
        return (
            "予約に使う前ならいつでも取りやめられ、ポイントが戻ります。使った予約を取り消したときは、期限の日まで、"
            "もう一度使うか、取りやめてポイントを戻せます"
        )
    used = "はじめて使う" if perk.kind == enums.PerkKind.COPIES else "受け取る"
    return f"{used}前ならいつでも取りやめられ、ポイントが戻ります"


def _lapse(perk: models.Perk) -> str:
    if perk.is_support:
        return ""
    if perk.captured == enums.CaptureMoment.ON_ORDER:
        return "使わないまま期限が過ぎても、ポイントは戻りません"
    if perk.kind == enums.PerkKind.COPIES:
        return "1枚も使っていなければ、ポイントは戻ります。使い始めた後の残りは戻りません"
    if perk.is_coupon:
        return "予約に使わないまま期限が過ぎると、ポイントは戻ります"
    return "受け取らないまま期限が過ぎると、取り置いたポイントは戻ります"


def differences(before: Sequence[Line], after: Sequence[Line]) -> list[Difference]:
    """This function will give the lines that differ."""
    return [one for one in words.beside(before, after) if one.differs]
