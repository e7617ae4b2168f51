from django.db.models import TextChoices


class State(TextChoices):
    """How far a booking has come. `rules.transitions` tells which step may follow which."""

    OFFERED = "offered", "ご案内中"
    TENTATIVE = "tentative", "仮予約"
    APPLIED = "applied", "申請済み"
    APPROVED = "approved", "許可済み"
    USED = "used", "利用済み"
    REPORTED = "reported", "報告済み"
    REFUSED = "refused", "見送り"
    CANCELLED = "cancelled", "取り消し"
    LAPSED = "lapsed", "期限切れ"
    DISPLACED = "displaced", "公用のため取り消し"
    NO_SHOW = "no_show", "無断不使用"


class Channel(TextChoices):
    """How a booking came in."""

    ONLINE = "online", "ネット"
    PHONE = "phone", "電話"
    COUNTER = "counter", "窓口"
    WALK_IN = "walk_in", "当日窓口"


class ObjectionOutcome(TextChoices):
    """What the desk made of what somebody said against a no-show."""

    USED = "used", "利用があったと記録を直しました"
    CANCELLED = "cancelled", "取り消しとして記録を直しました"
    KEPT = "kept", "記録は変わりません"


class Approver(TextChoices):
    """Who approves a booking; the values are those of the clause `approval` of usage rules."""

    DESK = "desk", "センターの窓口"
    CITY = "city", "市"
    COMMITTEE = "committee", "センターの委員会"
    AUTOMATIC = "automatic", "自動"


class RulesStanding(TextChoices):
    """Where a version of usage rules stands on a day."""

    DRAFT = "draft", "案"
    IN_FORCE = "in_force", "今のきまり"
    COMING = "coming", "これから"
    PAST = "past", "終わった版"


class WaitingState(TextChoices):
    """How far an entry of the waiting list has come."""

    WAITING = "waiting", "順番待ち"
    OFFERED = "offered", "ご案内中"
    ACCEPTED = "accepted", "予約になりました"
    LEFT = "left", "取りやめ"
    LAPSED = "lapsed", "お返事の期限切れ"
    CLOSED = "closed", "受付終了"


class Repetition(TextChoices):
    """How the dates of a series (定期利用) follow one another."""

    WEEKLY = "weekly", "毎週"
    FORTNIGHTLY = "fortnightly", "1週おき"
    MONTHLY = "monthly", "毎月の決まった週"


class Verdict(TextChoices):
    """Whether one date of a series can be had as it is wished."""

    FREE = "free", "予約できます"
    TAKEN = "taken", "予約あり"
    CLOSED = "closed", "休館"
    REFUSED = "refused", "きまりにより不可"
    OVER_CAP = "over_cap", "回数の上限"
    NO_PERIOD = "no_period", "区分なし"
    TOO_LATE = "too_late", "変更の期限切れ"


class Scope(TextChoices):
    """Which dates of a series somebody means, counted from one of them."""

    ONE = "one", "この日だけ"
    FOLLOWING = "following", "この日からあと、すべて"
    ALL = "all", "これからの日、すべて"


class ReplayState(TextChoices):
    """How far the replay of bookings against a draft of usage rules has come."""

    QUEUED = "queued", "順番待ち"
    RUNNING = "running", "計算中"
    DONE = "done", "完了"
    FAILED = "failed", "中断"


class BookingMode(TextChoices):
    """What can be done online at a center; the city switches its centers on one by one."""

    INFORMATION_ONLY = "information_only", "空き状況の案内のみ"
    DESK_ONLY = "desk_only", "窓口・電話で予約"
    GROUPS = "groups", "登録団体はネット予約"
    EVERYONE = "everyone", "どなたでもネット予約"


class Switch(TextChoices):
    """What the city switches at a center, each on its own; the names are those of the fields of Center."""

    BOOKING_MODE = "booking_mode", "予約の受け方"
    LOTTERY = "lottery_on", "抽選"
    FEES = "fees_on", "使用料の案内"
    OPEN_SPACE = "open_space_on", "フリースペース"


class SwitchValue(TextChoices):
    """What a switch that is no booking mode can be."""

    ON = "on", "あり"
    OFF = "off", "なし"


class DeskStep(TextChoices):
    """What the desk may do next with a booking."""

    TAKE_FORM = "take_form", "申請書を受け取る"
    APPROVE = "approve", "許可する"
    REFUSE = "refuse", "お断りする"
    CHECK_IN = "check_in", "受付する"
    NO_SHOW = "no_show", "来なかった"
    TAKE_REPORT = "take_report", "報告書を受け取る"
    CHECK_ROOM = "check_room", "部屋を点検する"
    CORRECT = "correct", "記録を直す"
    CALL = "call", "電話する"


class CellStatus(TextChoices):
    """What a period of a room is on the desk's day, where no booking stands in it."""

    FREE = "free", "空き"
    BLOCKED = "blocked", "つながる部屋で利用"
    CLOSED = "closed", "休館"
    PAST = "past", "終了"


class Lending(TextChoices):
    """Whether equipment is lent with a room, or out of the house."""

    EITHER = "either", "部屋といっしょでも、持ち出しでも"
    WITH_ROOM = "with_room", "部屋といっしょのときだけ"
    ALONE = "alone", "持ち出しだけ"


class LoanState(TextChoices):
    """How far a loan of equipment has come."""

    RESERVED = "reserved", "予約済み"
    HANDED_OUT = "handed_out", "貸出中"
    RETURNED = "returned", "返却済み"
    CANCELLED = "cancelled", "取り消し"
    LAPSED = "lapsed", "受け取りなし"


class Status(TextChoices):
    """What a resident sees for one period of one room on one day."""

    FREE = "free", "空き"
    TAKEN = "taken", "予約あり"
    CLOSED = "closed", "休館"
    NOT_OPEN_YET = "not_open_yet", "受付前"
    TOO_LATE = "too_late", "受付終了"
    PAST = "past", "終了"


# The states in which a booking keeps its room; migration 0007's guard says the same in SQL.
LIVE_STATES = ("offered", "tentative", "applied", "approved", "used", "reported")
# The states in which a loan keeps its pieces; the guard of loans says the same in SQL.
LIVE_LOANS = ("reserved", "handed_out")
