"""What stands in the way of a visit, a report, a clean-up sheet or an award by hand."""

from backend.common import errors


class SiteNotFound(errors.NotFound):
    """There is no such site."""

    code = "site_not_found"
    title = "会場が見つかりません"
    template = "このQRコードの会場は見つかりません。会場の係の人にお知らせください。"


class SiteNotOpen(errors.Conflict):
    """The site's code does not count now."""

    code = "site_not_open"
    title = "今は受け付けていません"
    template = "「{site}」のQRコードが使えるのは、{windows}です。"


class SiteClosed(errors.Conflict):
    """The site is over for good."""

    code = "site_closed"
    title = "この会場は終わりました"
    template = "「{site}」の受付は終わりました。ポイントは付きません。"


class AlreadyVisited(errors.Conflict):
    """The person has read this code in this window before."""

    code = "already_visited"
    title = "この回の受付は済んでいます"
    template = "この会場の今回の受付は済んでいます。ポイントは1回につき一度だけ付きます。"


class AtAnotherSite(errors.Conflict):
    """A moment ago the person was at another site."""

    code = "at_another_site"
    title = "ほかの会場で受け付けたばかりです"
    template = "少し前に、ほかの会場で受け付けています。{minutes}分たってから、この会場でもう一度読み取ってください。"


class WrongWord(errors.Invalid):
    """The number shown at the site is another one."""

    code = "wrong_word"
    title = "番号が違います"
    template = "会場に示されている4桁の番号と違います。今の番号をもう一度ご確認ください。"


class WordTriesTooMany(errors.DomainError):
    """Very many numbers were tried at a site in a short time; four digits are soon guessed."""

    code = "word_tries_too_many"
    status = 429
    title = "少し時間をおいてください"
    template = (
        "番号が何度も違ったため、お待ちいただいています。10分ほどおいて、会場に示されている番号を入力してください。"
    )


class ReportNotFound(errors.NotFound):
    """There is no such report, or it is somebody else's."""

    code = "report_not_found"
    title = "報告が見つかりません"
    template = "この番号の報告は見つかりません。一覧からお選びください。"


class AlreadyReported(errors.Conflict):
    """There is a report of this day by this rule."""

    code = "already_reported"
    title = "その日の報告はすでにあります"
    template = "{day}の「{rule}」は、すでに報告されています。報告は1日に1回です。"


class ReportOfAnotherTime(errors.Invalid):
    """A report is of today or of the days just before."""

    code = "report_of_another_time"
    title = "報告できる日ではありません"
    template = "報告できるのは、{first}から{last}までの取り組みです。日付をお確かめください。"


class NotReportable(errors.Conflict):
    """The rule pays for something else than reports."""

    code = "not_reportable"
    title = "報告では付かないポイントです"
    template = "「{rule}」は、報告で付くポイントではありません。ポイントのため方のページをご覧ください。"


class RecordDecided(errors.Conflict):
    """Somebody has decided before."""

    code = "record_decided"
    title = "すでに決まっています"
    template = "この件は、すでに「{state}」になっています。"


class OwnRecord(errors.NotAllowed):
    """Nobody decides about points of their own."""

    code = "own_record"
    title = "ご自分の件は扱えません"
    template = "ご自分のポイントについては、ほかの職員が扱います。"


class NeedsAnotherPerson(errors.NotAllowed):
    """Who asked for an award does not approve it."""

    code = "needs_another_person"
    title = "ほかの職員の確認が必要です"
    template = "申し込んだ職員とは別の職員が確認してください。"


class ReasonMissing(errors.Invalid):
    """A decision has its reason."""

    code = "points_reason_missing"
    title = "理由を入力してください"
    template = "理由を入力してください。記録に残り、お知らせする相手にもそのまま伝わります。"


class StaffLimitReached(errors.Conflict):
    """A member of staff has given as much as one may in a day."""

    code = "staff_limit_reached"
    title = "1日の上限を超えます"
    template = (
        "職員1人が1日に付けられるのは{most}ポイントまでです。今日はあと{left}ポイントです。ほかの職員に頼んでください。"
    )


class ManualAwardNotFound(errors.NotFound):
    """There is no such award by hand."""

    code = "manual_award_not_found"
    title = "付与の記録が見つかりません"
    template = "この番号の付与の記録は見つかりません。一覧からお選びください。"


class PersonUnknown(errors.Invalid):
    """No member has this number."""

    code = "person_unknown"
    title = "会員番号を確かめてください"
    template = "会員番号 {numbers} の方は見つかりません。番号をもう一度お確かめください。"


class CenterUnknown(errors.Invalid):
    """There is no such center."""

    code = "center_unknown"
    title = "交流センターを確かめてください"
    template = "この交流センターは見つかりません。センターの一覧から選んでください。"


class CleanUpNotFound(errors.NotFound):
    """There is no such sheet."""

    code = "clean_up_not_found"
    title = "清掃の記録が見つかりません"
    template = "この番号の清掃の記録は見つかりません。一覧からお選びください。"


class CleanUpEntered(errors.Conflict):
    """There is a sheet of this clean-up."""

    code = "clean_up_entered"
    title = "同じ清掃の記録があります"
    template = "同じ日の同じ名前の清掃は、すでに記録されています。直すときは、先にその記録を取り下げてください。"


class NoOrganiser(errors.NotAllowed):
    """The person neither works at a desk nor manages an organisation."""

    code = "no_organiser"
    title = "清掃を記録する権限がありません"
    template = "清掃を記録できるのは、交流センターの窓口と、登録された団体の担当者です。"


class CleanUpInFuture(errors.Invalid):
    """A sheet is of a day that has come: of another one nobody can have been there."""

    code = "clean_up_in_future"
    title = "行った日を確かめてください"
    template = "清掃の記録は、行った日から入力できます。今日までの日付を入れてください。"


class SheetTooLarge(errors.Invalid):
    """No clean-up is worth so many points; a weight was typed in grams, or with a digit too many."""

    code = "sheet_too_large"
    title = "重さを確かめてください"
    template = "全部で{most}ポイントを超えます。重さをキログラムで入力しているか、お確かめください。"


class NothingCollected(errors.Invalid):
    """A sheet without kilograms or people pays nobody."""

    code = "nothing_collected"
    title = "集めた量と参加した人を入力してください"
    template = "集めた重さを1品目以上と、参加した人を1人以上入力してください。"


class ItemUnknown(errors.Invalid):
    """The published table has no such item."""

    code = "item_unknown"
    title = "品目を確かめてください"
    template = "品目「{item}」は、公開されている表にありません。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "points_site_visit_once": AlreadyVisited,
    "points_site_visit_one_place_at_a_time": AtAnotherSite,
    "points_site_visit_in_its_window": SiteNotOpen,
    "points_report_once_a_day": AlreadyReported,
    "points_report_not_decided_by_its_writer": OwnRecord,
    "points_report_refused_for_a_reason": ReasonMissing,
    "points_clean_up_withdrawn_for_a_reason": ReasonMissing,
    "points_perk_withdrawn_for_a_reason": ReasonMissing,
    "points_slip_decided_by_another": OwnRecord,
    "points_slip_not_corrected_by_its_own": OwnRecord,
    "points_record_decided_once": RecordDecided,
    "points_manual_not_for_oneself": OwnRecord,
    "points_manual_four_eyes": NeedsAnotherPerson,
    "points_staff_limit_is_kept": StaffLimitReached,
    "points_clean_up_once": CleanUpEntered,
    "points_clean_up_not_in_the_future": CleanUpInFuture,
}
