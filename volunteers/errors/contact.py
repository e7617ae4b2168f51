"""Why a question, a message, an announcement or a look is not taken."""

from backend.common import errors


class HidingNeedsReason(errors.Invalid):
    """What is hidden from everybody is hidden for a reason."""

    code = "hiding_needs_reason"
    template = "見えなくする理由を書いてください。書いた方への説明になります。"


class HiddenAlready(errors.Conflict):
    """Somebody hid it before."""

    code = "hidden_already"
    template = "すでに、見えないようにしてあります。"


class NothingWritten(errors.Invalid):
    """A text without a word."""

    code = "nothing_written"
    title = "文を書いてください"
    template = "伝えたいことを書いてから、送ってください。"


class FullNameShown(errors.Invalid):
    """A nickname that gives the full name away, where everybody reads it."""

    code = "full_name_shown"
    title = "ニックネームを直してください"
    template = "このページはどなたでも読めます。ニックネームには、お名前の全部を入れないでください。"


class NoThreadYet(errors.Conflict):
    """Messages go between an organiser and somebody who applied or was asked."""

    code = "no_thread_yet"
    title = "まだメッセージを送れません"
    template = "メッセージは、応募した方と団体のあいだで送れます。応募の前は、募集のページで質問してください。"


class ThreadClosed(errors.Conflict):
    """The activity is over for some days."""

    code = "thread_closed"
    title = "メッセージの受付は終わりました"
    template = "活動が終わってから{days}日がたったため、メッセージの受付は終わりました。これまでのやりとりは読めます。"


class TooManyMessages(errors.Conflict):
    """More messages in an hour than people write."""

    code = "too_many_messages"
    title = "少し時間をおいてください"
    template = "短い時間にたくさんのメッセージが送られたため、いったん止めています。1時間ほどたってから送ってください。"


class MailTaken(errors.Conflict):
    """The same mail came before."""

    code = "mail_taken"
    template = "このメールは、すでに届いています。"


class NobodyToTell(errors.Conflict):
    """An announcement would reach nobody."""

    code = "nobody_to_tell"
    title = "届く方がいません"
    template = "選んだ条件にあてはまる方がいません。送る相手を選び直してください。"


class AnnouncementMade(errors.Conflict):
    """The page was sent twice."""

    code = "announcement_made"
    template = "このお知らせは、すでに送られています。"


class PhoneNotShown(errors.NotAllowed):
    """Phone numbers are shown on the day only, and to those who need them."""

    code = "phone_not_shown"
    title = "電話番号は、まだ見られません"
    template = "電話番号は、ご本人が見せてもよいとしたときに、活動の日だけ見られます。メッセージをお使いください。"


class QuestionAskedAlready(errors.Conflict):
    """The same question of one person came twice at one moment."""

    code = "question_asked_already"
    title = "同じ質問が載っています"
    template = "同じ質問を、すでに載せています。募集のページの「質問と答え」でご覧ください。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "question_once": QuestionAskedAlready,
    "question_hidden_for_a_reason": HidingNeedsReason,
    "question_answer_hidden_for_a_reason": HidingNeedsReason,
    "message_once_per_mail": MailTaken,
    "announcement_once_per_page": AnnouncementMade,
}
