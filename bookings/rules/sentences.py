"""What a clause says, as a sentence made from its data, and examples with dates. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from bookings.rules import dates, schema, timing

TIES = {"lives": "市内に住んでいる方", "works": "市内で働いている方", "studies": "市内の学校に通っている方"}
UNITS = {"day": "日", "week": "週間", "month": "か月", "year": "年"}
SPANS = {"week": "1週間（月曜日から日曜日）", "month": "1か月", "fiscal_year": "1年度（4月から翌年3月）"}
APPROVERS = {
    "desk": "センターの窓口が許可します。",
    "city": "市が許可します。センターの窓口だけでは決められません。",
    "committee": "センターの委員会が決め、窓口がお知らせします。",
    "automatic": "きまりに合う予約は、申し込んだときに許可されます。",
}
EVERYBODY = "そのほかの方"
# An example of a deadline is of a use so many days ahead: past every deadline that real centers have.
AHEAD = timedelta(days=45)


@dataclass(frozen=True)
class Words:
    """The day that examples are told from (None: no examples), and the names of codes."""

    on: date | None = None
    classes: Mapping[str, str] = field(default_factory=dict)
    activities: Mapping[str, str] = field(default_factory=dict)
    periods: Mapping[str, str] = field(default_factory=dict)

    def named_classes(self, codes: tuple[str, ...]) -> str:
        """This function will name user classes."""
        return "、".join(self.classes.get(code, code) for code in codes)


def sentence(clause: object, words: Words) -> str:
    """This function will say what one clause rules, or nothing for a clause that only holds others."""
    say = _SAY.get(type(clause))
    return say(clause, words) if say else ""


def _who(clause: schema.Who, _words: Words) -> str:
    first = "地元の学区の方を優先します。" if clause.local_district_first else ""
    return f"{'、'.join(TIES[tie] for tie in clause.may_use)}が利用できます。{first}"


def _guardian(clause: schema.Guardian, _words: Words) -> str:
    below = "中学生になる前の方" if clause.below == "junior_high" else f"{clause.below}歳になる前の方"
    return f"{below}は、保護者といっしょに利用してください。"


def _hours(clause: schema.Hours, _words: Words) -> str:
    return f"{_time(clause.opens)}から{_time(clause.closes)}まで利用できます。"


def _periods(clause: schema.Periods, _words: Words) -> str:
    if clause.may_span:
        return "続いた区分を、まとめて予約できます。"
    return "1つの予約は1つの区分です。区分をまたげません。"


def _headcount(clause: schema.Headcount, _words: Words) -> str:
    least = f"{clause.minimum}人以上で" if clause.minimum else ""
    most = f"{clause.maximum}人までで" if clause.maximum else ""
    return f"{'、'.join(filter(None, (least, most)))}利用してください。" if least or most else ""


def _ban(clause: schema.Ban, words: Words) -> str:
    name = words.activities.get(clause.activity)
    # What nobody chooses as a kind of activity has no name, only the city's own sentence.
    return f"「{name or clause.activity}」には利用できません。" if name or not clause.paragraph else clause.paragraph


def _approval(clause: schema.Approval, _words: Words) -> str:
    return APPROVERS[clause.by]


def _check_in(clause: schema.CheckIn, _words: Words) -> str:
    release = clause.released_after_minutes
    then = f"始まりから{release}分過ぎても来られないときは、部屋をほかの方に回します。" if release else ""
    return f"始まりの{clause.opens_minutes}分前から、受付（チェックイン）ができます。{then}"


def _no_shows(clause: schema.NoShows, _words: Words) -> str:
    return (
        f"連絡なしで使わなかったことが{clause.months}か月に{clause.limit}回になると、窓口が話をうかがったうえで、"
        f"長くて{clause.restricted_days}日間、ネット予約をお休みいただくことがあります。"
        f"利用日から{clause.grace_days}日のうちは、まちがいを直せます。"
    )


def _room_check(clause: schema.RoomCheck, _words: Words) -> str:
    desk = "そのあと、職員も部屋を確かめます。" if clause.by_desk else ""
    return f"最後に出る方は、{'、'.join(clause.items)}を確かめてください。{desk}"


def _waiting_list(clause: schema.WaitingList, _words: Words) -> str:
    if not clause.is_open:
        return "キャンセル待ちは受け付けていません。"
    return (
        f"予約のある時間は、キャンセル待ちができます。空いたときは順番にご案内し、{clause.answer_hours}時間お返事を待ちます。"
        f"ご案内は、利用の{clause.stops_hours}時間前までです。"
    )


def _public_use(clause: schema.PublicUse, words: Words) -> str:
    first = f"{words.named_classes(clause.classes)}の公用の行事を優先します。"
    if not clause.may_displace:
        return f"{first}すでにある予約は、そのままです。"
    when = f"利用する日の{clause.notice_days}日前まで" if clause.notice_days else "利用が始まるまで"
    return (
        f"{first}すでにある予約にも、{when}は、変更をお願いすることがあります。"
        f"そのときは、代わりの部屋を{clause.alternatives_days}日間とっておきます。"
    )


def window(clause: schema.Window, words: Words) -> str:
    """This function will say from when a class of users can book."""
    who = words.named_classes(clause.classes) or EVERYBODY
    return f"{who}は、{opening(clause)}から申し込めます。"


def opening(clause: schema.Window) -> str:
    """This function will say when booking opens, without naming for whom."""
    at = f"の{_time(clause.opens_at)}" if clause.opens_at else ""
    if clause.anchor == "month" and clause.amount and clause.unit in ("month", "year"):
        return f"利用する月の{clause.amount}{UNITS[clause.unit]}前の1日{at}"
    anchor = "利用する月の1日" if clause.anchor == "month" else "利用する日"
    if clause.amount == 0:
        return f"{anchor}{at}"
    return f"{anchor}の{clause.amount}{UNITS[clause.unit]}前{at}"


def cap(clause: schema.Cap, words: Words) -> str:
    """This function will say how many bookings one may have."""
    who = f"{words.named_classes(clause.classes)}の方は、" if clause.classes else ""
    where = "1つの部屋につき、" if clause.counts == "room" else ""
    if clause.span == "open":
        return f"{who}{where}これからの予約は、同時に{clause.limit}件までです。"
    return f"{who}{where}予約は{SPANS[clause.span]}に{clause.limit}回までです。"


def deadline(clause: schema.Deadline, words: Words) -> str:
    """This function will say by when something is due."""
    what = {
        "booking": "予約の申し込みは",
        "form": "申請書は",
        "cancellation": "取り消しは",
        "report": "報告書は",
    }[clause.kind]
    end = {"booking": "です", "form": "に出してください", "cancellation": "です", "report": "に出してください"}[
        clause.kind
    ]
    only = "・".join(words.periods.get(code, code) for code in clause.periods)
    who = f"{only}の利用では、" if only else ""
    lapse = "出さないと、仮予約は取り消しになります。" if clause.lapses else ""
    return f"{who}{what}、{_due(clause)}まで{end}。{lapse}"


def _due(clause: schema.Deadline) -> str:
    base = "仮予約をした日" if clause.counted == "after_tentative" else "利用する日"
    side = "前" if clause.counted == "before_use" else "後"
    at = f"の{_time(clause.time_of_day)}" if clause.time_of_day else ""
    if clause.amount == 0:
        return f"{base}{at}"
    if (clause.amount, clause.unit, side) == (1, "day", "前"):
        return f"{base}の前日{at}"
    return f"{base}の{clause.amount}{UNITS[clause.unit]}{side}{at}"


# One function for each kind of clause; each takes its own, which the table says and the types of a dict cannot.
_SAY: Mapping[type, Callable[[Any, Words], str]] = {
    schema.Who: _who,
    schema.Guardian: _guardian,
    schema.Hours: _hours,
    schema.Periods: _periods,
    schema.Window: window,
    schema.Headcount: _headcount,
    schema.Cap: cap,
    schema.Deadline: deadline,
    schema.Ban: _ban,
    schema.Approval: _approval,
    schema.PublicUse: _public_use,
    schema.WaitingList: _waiting_list,
    schema.CheckIn: _check_in,
    schema.NoShows: _no_shows,
    schema.RoomCheck: _room_check,
}


def _time(of_day: time) -> str:
    return f"{of_day.hour}:{of_day.minute:02}"


def examples(clause: object, words: Words) -> tuple[str, ...]:
    """This function will tell what a clause means in dates near the day of the words, or nothing without one."""
    return tuple(_examples(clause, words.on)) if words.on else ()


def _examples(clause: object, on: date) -> Iterator[str]:
    match clause:
        case schema.Window():
            yield from _of_window(clause, on)
        case schema.Deadline():
            yield _of_deadline(clause, on)
        case schema.Cap(span="open"):
            return
        case schema.Cap():
            first, end = dates.span_of(on, clause.span)
            yield f"{dates.text(first)}から{dates.text(end - timedelta(days=1))}までの利用で{clause.limit}回まで"
        case schema.Guardian():
            yield f"{dates.text(on)}の利用では、{dates.text(_born_from(clause, on))}からあとに生まれた方"


def _of_window(clause: schema.Window, on: date) -> Iterator[str]:
    uses = [last_open_use(clause, on) + timedelta(days=1)]
    if clause.unit in ("month", "year") and clause.anchor == "date":
        # The day that people ask about: where the month before has no such day.
        uses.append(date(uses[0].year + (uses[0] > date(uses[0].year, 3, 31)), 3, 31))
    at = f"の{_time(clause.opens_at)}" if clause.opens_at else ""
    for use in uses:
        yield f"{dates.text(use)}に利用するときは、{dates.text(timing.opens_on(clause, use))}{at}から"


def last_open_use(clause: schema.Window, on: date) -> date:
    """This function will give the last date of use that can be booked on a day, once the time of opening has come."""
    use = dates.after(on, clause.amount, clause.unit)
    while timing.opens_on(clause, use) > on:
        use -= timedelta(days=1)
    while timing.opens_on(clause, use + timedelta(days=1)) <= on:
        use += timedelta(days=1)
    return use


def _of_deadline(clause: schema.Deadline, on: date) -> str:
    use = on + AHEAD
    due = timing.text_of(timing.due_at(clause, use, on, None))
    if clause.counted == "after_tentative":
        return f"{dates.text(on)}に仮予約をしたときは、{due}"
    return f"{dates.text(use)}に利用するときは、{due}"


def _born_from(clause: schema.Guardian, on: date) -> date:
    if clause.below == "junior_high":
        # Who was born on 1 April goes with those of March, so the younger year begins on the 2nd.
        return date(dates.span_of(on, "fiscal_year")[0].year - 12, 4, 2)
    born = dates.before(on, clause.below, "year") + timedelta(days=1)
    # Born on 29 February, one is a year older on the 28th.
    return born + timedelta(days=1) if dates.after(born, clause.below, "year") <= on else born


def wording(clause: schema.Clause | None) -> str:
    """This function will give what a refusal quotes: the clause's own paragraph, else what it says."""
    return "" if clause is None else clause.paragraph or sentence(clause, Words())
