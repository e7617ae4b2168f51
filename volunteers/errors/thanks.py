"""What stands in the way of thanks, answers and reports."""

from backend.common import errors


class ActivityNotOver(errors.Conflict):
    """The shift has not ended."""

    code = "activity_not_over"
    title = "活動がまだ終わっていません"
    template = "お礼や感想は、活動が終わってから書けます。"


class DidNotCome(errors.Conflict):
    """Thanks or an answer where there is no attendance."""

    code = "did_not_come"
    title = "受付の記録がありません"
    template = "受付の記録がある方だけが、お礼や感想を書いたり受け取ったりできます。名簿の受付をお確かめください。"


class OwnThanks(errors.DomainError):
    """Somebody thanks themselves."""

    code = "own_thanks"
    status = 403
    title = "ご自分へのお礼は書けません"
    template = "ご自分へのお礼は、団体のほかの担当者が書いてください。"


class AlreadySaid(errors.Conflict):
    """There are thanks, or an answer, already."""

    code = "already_said"
    title = "もう書いてあります"
    template = "この活動については、もう書いてあります。ページを開き直して、書き足してください。"


class NothingSaid(errors.Invalid):
    """Neither words nor a choice."""

    code = "nothing_said"
    template = "ことばを書いてください。"


class NoLongerEditable(errors.Conflict):
    """The other side has read it, a day has passed, or the city has hidden it."""

    code = "no_longer_editable"
    title = "もう直せません"
    template = "相手の方が読んだか、1日が過ぎたため、直せません。伝えたいことは、書き足してください。"


class NothingToAdd(errors.Conflict):
    """Enough has been added, or the city has hidden it."""

    code = "nothing_to_add"
    title = "これ以上は書き足せません"
    template = "これ以上は書き足せません。続きのお話は、次の活動でお伝えください。"


class AlreadyReported(errors.Conflict):
    """The city looks at it already."""

    code = "feedback_already_reported"
    title = "もう市に伝わっています"
    template = "この文は、もう市に伝わっています。担当者が確認するまでお待ちください。"


class ReportDecided(errors.Conflict):
    """Somebody else of the city has decided."""

    code = "report_decided"
    title = "もう決まっています"
    template = "この報告は、もう決まっています。一覧を開き直してください。"


class ReportNeedsReason(errors.Invalid):
    """A report without words."""

    code = "report_needs_reason"
    template = "困っていることを書いてください。市の担当者だけが読みます。"


class DecisionNeedsWords(errors.Invalid):
    """The city decides without saying why."""

    code = "decision_needs_words"
    template = "理由を書いてください。両方の方に、そのまま伝わります。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "feedback_once_per_way": AlreadySaid,
    "feedback_says_something": NothingSaid,
    "feedback_thanks_are_words": NothingSaid,
    "feedback_addition_says_something": NothingSaid,
    "feedback_report_one_open": AlreadyReported,
    "feedback_report_has_a_reason": ReportNeedsReason,
    "feedback_report_decided_by_somebody_with_words": DecisionNeedsWords,
    "feedback_hidden_by_somebody_with_a_reason": DecisionNeedsWords,
}
