"""What an offer cannot say, whose proof cannot be confirmed, and why a party does not get its places."""

from backend.common import errors


class OfferTimesClash(errors.Invalid):
    """The same weekday and start twice, or an end before its start."""

    code = "offer_times_clash"
    template = "活動できる時間に、同じ曜日・同じ開始時刻のものか、終了が開始より前のものがあります。"


class OfferDaysClash(errors.Invalid):
    """The same day twice, a last day before the first, or a time that ends before it starts."""

    code = "offer_days_clash"
    template = (
        "「行けない日」「この日も行ける」に、同じ日が2回あるか、終わりが始まりより前のものがあります。"
        "日にちと時刻をお確かめください。"
    )


class OfferLimitUnclear(errors.Invalid):
    """A limit of nothing: to be asked for nothing, an offer rests."""

    code = "offer_limit_unclear"
    template = "回数と時間の上限は、1以上にしてください。しばらく休むときは「お休みする」を選んでください。"


class HomeDistrictNeeded(errors.Invalid):
    """Reach is counted from home, and the person has told no district."""

    code = "home_district_needed"
    title = "お住まいの地区の登録が必要です"
    template = (
        "お住まいの地区からの近さで選ぶには、「登録内容」で地区を登録してください。"
        "行ける地区を1つずつ選ぶこともできます。"
    )


class WordsTellWho(errors.Invalid):
    """The words that organisers read name their writer, or say how to reach them."""

    code = "words_tell_who"
    title = "お名前や連絡先は書けません"
    template = (
        "「できること・経験」は、参加が決まる前に団体が読みます。お名前・電話番号・メールアドレス・住所・"
        "リンクは書かず、できることだけを書いてください。"
    )


class HeadcountUnclear(errors.Invalid):
    """A party of nobody, or of more than a thousand."""

    code = "headcount_unclear"
    template = "人数は、1人から999人までの数で入力してください。"


class OwnSkill(errors.NotAllowed):
    """Nobody confirms a skill of their own."""

    code = "own_skill"
    title = "ご自分の資格は確認できません"
    template = "ご自分の資格を、ご自分で確認したことにはできません。ほかの職員にご依頼ください。"


class ProofUnclear(errors.Invalid):
    """The proof ends before it begins, or has run out."""

    code = "proof_unclear"
    title = "有効期間をお確かめください"
    template = "有効期間の終わりは、始まりより後で、今日以降の日にしてください。期限の切れた書類では確認できません。"


class NothingToProve(errors.Conflict):
    """There is no paper for this skill, so that nobody confirms it."""

    code = "nothing_to_prove"
    title = "確認する書類がありません"
    template = "「{skill}」は、書類で確かめるものではありません。ご本人の登録だけで使えます。"


class SkillNameTaken(errors.Conflict):
    """The city's list has it already."""

    code = "skill_name_taken"
    title = "同じ名前があります"
    template = "同じ名前の資格・できることが、すでに一覧にあります。一覧をお確かめください。"


class PartyTooLarge(errors.Conflict):
    """There are not so many places left."""

    code = "party_too_large"
    title = "席が足りません"
    template = "空いている席は{free}人分です。人数を{free}人以下にするか、団体にご相談ください。"


class PartySizeUnclear(errors.Invalid):
    """Nobody, or more people than the party has offered."""

    code = "party_size_unclear"
    title = "人数をお確かめください"
    template = "人数は、1人から、登録している{most}人までで入力してください。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "offer_time_once": OfferTimesClash,
    "offer_time_ends_after_it_starts": OfferTimesClash,
    "offer_exception_days_in_order": OfferDaysClash,
    "offer_exception_time_goes_with_a_free_day": OfferDaysClash,
    "offer_exception_once": OfferDaysClash,
    "offer_times_a_week_is_some": OfferLimitUnclear,
    "offer_times_a_month_is_some": OfferLimitUnclear,
    "offer_minutes_a_week_is_some": OfferLimitUnclear,
    "offer_minutes_a_month_is_some": OfferLimitUnclear,
    "offer_is_of_somebody": HeadcountUnclear,
    "held_skill_confirmed_by_another": OwnSkill,
    "held_skill_is_valid_some_day": ProofUnclear,
    "skill_name_once": SkillNameTaken,
}
