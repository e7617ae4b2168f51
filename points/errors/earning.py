"""What a rule refuses to give, or to change."""

from backend.common import errors


class RuleNotInForce(errors.Conflict):
    """No published rule of this code covers the day of the activity."""

    code = "rule_not_in_force"
    title = "この日のポイントの決まりがありません"
    template = "{day}の活動に使えるポイントの決まりがありません。市の担当課にお知らせください。"


class NothingEarned(errors.Conflict):
    """The activity is too short or too small for a whole point."""

    code = "nothing_earned"
    title = "ポイントの対象になりません"
    template = "「{rule}」では、この活動の時間や量は1ポイントに届きません。"


class CapReached(errors.Conflict):
    """The person already has all points that this rule gives in the window."""

    code = "cap_reached"
    title = "ポイントの上限に達しています"
    template = "「{rule}」のポイントは{whose}{span}に{most}ポイントまでです。上限に達しているため、今回は付きません。"


class BudgetSpent(errors.Conflict):
    """The campaign has given out all of its points."""

    code = "budget_spent"
    title = "キャンペーンのポイントがなくなりました"
    template = "「{rule}」のキャンペーンで用意したポイントは、すべて配り終えました。"


class AlreadyAwarded(errors.Conflict):
    """This activity has paid this person before, for another quantity or day."""

    code = "already_awarded"
    title = "この活動のポイントはすでに付いています"
    template = (
        "この活動のポイントは、すでに付いています（記帳 {posting}）。直すときは、先にその記帳を取り消してください。"
    )


class RuleImmutable(errors.Conflict):
    """A published rule does not change."""

    code = "rule_immutable"
    title = "公開したポイントの決まりは変えられません"
    template = "公開した決まりは変えられません。新しい版を作り、今の版の最終日を決めてください。"


class NotEligible(errors.Conflict):
    """The rule is for other people, or something about the person is not known yet."""

    code = "not_eligible_for_points"
    title = "このポイントの対象ではありません"
    template = "「{rule}」のポイントは付きません。{why}"


class RuleNotFound(errors.NotFound):
    """There is no such version of a rule."""

    code = "rule_not_found"
    title = "ポイントの決まりが見つかりません"
    template = "この番号のポイントの決まりは見つかりません。一覧からお選びください。"


class RuleNotADraft(errors.Conflict):
    """Only a draft can be changed, thrown away or published."""

    code = "rule_not_a_draft"
    title = "この決まりは公開されています"
    template = "公開した決まりは変えられません。新しい版の下書きを作ってください。"


class RuleStartsTooEarly(errors.Conflict):
    """A new version begins after the last activity that the version before it has paid for."""

    code = "rule_starts_too_early"
    title = "開始日が早すぎます"
    template = "今の版で、{day} より後の活動にすでにポイントが付いています。開始日をそれより後にしてください。"


class RuleOutsideCampaign(errors.Conflict):
    """A rule of a campaign lies within the campaign's dates."""

    code = "rule_outside_campaign"
    title = "キャンペーンの期間と合いません"
    template = "この決まりの期間は、キャンペーンの期間の中に収めてください。"


class SeasonsOverlap(errors.Conflict):
    """Two seasons of a rule share a day."""

    code = "seasons_overlap"
    title = "倍率の期間が重なっています"
    template = "倍率が上がる期間どうしが重なっています。重ならないように直してください。"


class TableOfACleanUp(errors.Conflict):
    """A clean-up's rule needs its table, and no other rule has one."""

    code = "table_of_a_clean_up"
    title = "品目の表を確かめてください"
    template = "清掃の決まりには品目の表が1行以上必要です。ほかの決まりには付けられません。"


class ManualRuleWithoutLimits(errors.Conflict):
    """A rule for awards by hand has both of its limits."""

    code = "manual_rule_without_limits"
    title = "職員による付与の上限を決めてください"
    template = "職員による付与の決まりには、ほかの職員の確認が要るポイント数と、職員1人の1日の上限が必要です。"


class RuleUnfit(errors.Invalid):
    """Parts of a rule or of a campaign do not fit together: dates, ages, multipliers, limits."""

    code = "rule_unfit"
    title = "内容が組み合いません"
    template = "日付・年齢の順や、倍率・上限の組み合わせを確かめて、直してください。"


class CampaignChanged(errors.Conflict):
    """Points were added since the page was opened; it may be the same page that was sent twice."""

    code = "campaign_changed"
    title = "予算が変わっています"
    template = (
        "ページを開いた後に予算が足されました。いまの予算は{budget}ポイントです。"
        "まだ足りないときだけ、もう一度足してください。"
    )


class CampaignNotFound(errors.NotFound):
    """There is no such campaign."""

    code = "campaign_not_found"
    title = "キャンペーンが見つかりません"
    template = "この番号のキャンペーンは見つかりません。一覧からお選びください。"


REFUSALS: dict[str, type[errors.DomainError]] = {
    "rule_not_in_force": RuleNotInForce,
    "nothing_earned": NothingEarned,
    "cap_reached": CapReached,
    "budget_spent": BudgetSpent,
    "already_awarded": AlreadyAwarded,
    "not_eligible": NotEligible,
}
CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "points_posting_award_once": AlreadyAwarded,
    "points_cap_is_kept": CapReached,
    "points_budget_is_kept": BudgetSpent,
    "points_rule_immutable": RuleImmutable,
    "points_rule_one_version_at_a_time": RuleImmutable,
    "points_rule_version_once": errors.Conflict,
    "points_rule_ends_after_its_awards": RuleStartsTooEarly,
    "points_rule_within_its_campaign": RuleOutsideCampaign,
    "points_rule_seasons_apart": SeasonsOverlap,
    "points_rule_table_of_a_clean_up": TableOfACleanUp,
    "points_rule_clean_up_pays_shares": TableOfACleanUp,
    "points_rule_manual_has_limits": ManualRuleWithoutLimits,
    "points_rule_dates_in_order": RuleUnfit,
    "points_rule_ages_in_order": RuleUnfit,
    "points_rule_multiplier_is_whole": RuleUnfit,
    "points_rule_multiplier_in_bounds": RuleUnfit,
    "points_rule_multiplier_once": RuleUnfit,
    "points_rule_cap_once_per_span": RuleUnfit,
    "points_rule_item_once": RuleUnfit,
    "points_campaign_dates_in_order": RuleUnfit,
}
