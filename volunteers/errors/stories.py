"""What stands in the way of a story or a quote."""

from backend.common import errors


class StoryInTheFuture(errors.Invalid):
    """A story of a day that has not come."""

    code = "story_in_the_future"
    template = "活動した日には、今日までの日を入力してください。"


class StoryOfOthers(errors.Invalid):
    """A story of an activity of another organisation."""

    code = "story_of_others"
    template = "活動には、この団体が募集したものを選んでください。"


class StoryHadSomebody(errors.Invalid):
    """A story with no participants."""

    code = "story_had_somebody"
    template = "参加した人数は、1人以上で入力してください。分からないときは、空けておいてください。"


class StoryNotChangeable(errors.Conflict):
    """The city is reading it."""

    code = "story_not_changeable"
    title = "確認が済むまで直せません"
    template = "市の担当者が確認しています。結果をお待ちください。"


class StoryNotPublishable(errors.Conflict):
    """It is published, or on its way."""

    code = "story_not_publishable"
    title = "公開の手続きは済んでいます"
    template = "この事例は、もう公開されているか、確認を待っています。"


class StoryNotPublished(errors.Conflict):
    """There is nothing to take back."""

    code = "story_not_published"
    title = "公開されていません"
    template = "この事例は公開されていないため、取り下げるものがありません。"


class StoryNotInReview(errors.Conflict):
    """There is nothing to review."""

    code = "story_not_in_review"
    title = "確認待ちではありません"
    template = "この事例は確認待ちではありません。ほかの方がすでに確認したようです。"


class StoryRefusalNeedsReason(errors.Invalid):
    """A story is refused without words."""

    code = "story_refusal_needs_reason"
    template = "公開を見送るときは、団体に伝わる理由を書いてください。"


class QuoteNotInAnswer(errors.Invalid):
    """The words are not those of the person."""

    code = "quote_not_in_answer"
    template = "引用は、感想のことばをそのまま抜き出してください。言いかえはできません。"


class QuoteNotPossible(errors.Conflict):
    """The answer is hidden or not of this story, or the age of who wrote it is not known."""

    code = "quote_not_possible"
    title = "この感想は引用できません"
    template = "この感想は引用できません。生年月日が分からない方の感想と、見えなくなった感想は引用しません。"


class QuoteNeedsGuardian(errors.Conflict):
    """Words of somebody under 18 would be published without a guardian's consent to them."""

    code = "quote_needs_guardian"
    title = "保護者の同意が要ります"
    template = "18歳未満の方のことばは、保護者の方がその文に同意したときだけ載せられます。"


class QuoteOnce(errors.Conflict):
    """The answer is quoted in the story already, or the person said no."""

    code = "quote_once"
    title = "この感想は、もうお願いしています"
    template = "この感想については、もうお願いしています。お断りになった方に、もう一度お願いすることはできません。"


class QuoteNotOpen(errors.Conflict):
    """The words were changed, or the answer has been given."""

    code = "quote_not_open"
    title = "このお願いは終わっています"
    template = "引用のことばが変わったか、もうお返事が済んでいます。「引用のお願い」の一覧を開き直してください。"


class QuoteNotGiven(errors.Conflict):
    """There is no consent to take back."""

    code = "quote_not_given"
    title = "取りやめるものがありません"
    template = "このことばは載っていないため、取りやめるものがありません。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "story_had_somebody": StoryHadSomebody,
    "story_refused_by_somebody_with_words": StoryRefusalNeedsReason,
    "quote_of_a_minor_has_consent": QuoteNeedsGuardian,
    "quote_once_per_story": QuoteOnce,
    "quote_says_something": QuoteNotInAnswer,
    "quote_keeps_its_words": QuoteNotOpen,
}
