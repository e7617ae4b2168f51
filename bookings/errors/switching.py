"""Why a switch of a center cannot be turned."""

from backend.common import errors


class SwitchUnchanged(errors.Conflict):
    """At that moment the switch has that value already."""

    code = "switch_unchanged"
    title = "すでにその設定です"
    template = (
        "{center_name}の「{switch_text}」は、その時点ですでに「{value_text}」です。別の設定か日時を選んでください。"
    )


class SwitchInThePast(errors.Invalid):
    """A switch is turned now or later."""

    code = "switch_in_the_past"
    template = "切り替える日時が過ぎています。「今すぐ」にするか、これからの日時を入れてください。"


class SwitchReasonMissing(errors.Invalid):
    """Those who work and those who book at the center should learn why."""

    code = "switch_reason_missing"
    template = "切り替える理由を書いてください。センターの職員にお知らせし、記録に残ります。"


class SwitchTurnsAtThatMoment(errors.Conflict):
    """Another turn of the same switch takes effect at the same moment."""

    code = "switch_turns_at_that_moment"
    title = "同じ日時の予定があります"
    template = "同じ日時に切り替える予定がすでにあります。その予定を取りやめてから、もう一度お試しください。"


class SwitchHolds(errors.Conflict):
    """A turn that has taken effect is not withdrawn; another one follows it."""

    code = "switch_holds"
    title = "すでに切り替わっています"
    template = "この予定は、すでに切り替わったか、取りやめられています。変えるときは、新しく切り替えてください。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "center_switch_has_a_reason": SwitchReasonMissing,
    "center_switch_is_not_backdated": SwitchInThePast,
    "center_switch_is_withdrawn_before_it_holds": SwitchHolds,
    "center_switch_turns_once_at_a_moment": SwitchTurnsAtThatMoment,
    "center_switches_are_final": SwitchHolds,
}
