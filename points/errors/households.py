"""What stands in the way of telling who lives together."""

from backend.common import errors


class InHouseholdAlready(errors.Conflict):
    """A person is in one household at a time, and asks to join one at a time."""

    code = "in_household_already"
    title = "すでに世帯に入っています"
    template = "ひとりが入れる世帯はひとつです。抜ける手続きをしたときも、{until} までは今の世帯で数えます。"


class NotInHousehold(errors.Conflict):
    """The person is in no household."""

    code = "not_in_household"
    title = "世帯に入っていません"
    template = "まだ世帯に入っていません。世帯のページで、作るか、合い言葉を入力してください。"


class HouseholdWordUnknown(errors.Invalid):
    """No open invitation has this word."""

    code = "household_word_unknown"
    title = "合い言葉を確かめてください"
    template = "この合い言葉は使えません。期限が切れたか、別の人が使っています。新しい合い言葉をもらってください。"


class HouseholdFull(errors.Conflict):
    """A household has as many members as one may have."""

    code = "household_full"
    title = "人数の上限です"
    template = "ひとつの世帯に入れるのは{most}人までです。それより多いときは、交流センターの窓口にご相談ください。"


class NothingToConfirm(errors.Conflict):
    """Nobody has entered the word, or it was confirmed or turned down before."""

    code = "nothing_to_confirm"
    title = "確かめる相手がいません"
    template = "確かめる相手がいません。合い言葉を渡した人が入力してから、もう一度お試しください。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "points_household_one_at_a_time": InHouseholdAlready,
    "points_household_size_is_kept": HouseholdFull,
    "points_household_invitation_of_another": HouseholdWordUnknown,
    "points_household_invitation_one_at_a_time": InHouseholdAlready,
}
