"""Why drafts of usage rules, and their replays, cannot be had so."""

from backend.common import errors


class RulesNotADraft(errors.Conflict):
    """Only a draft can be changed, replayed, discarded or published."""

    code = "rules_not_a_draft"
    title = "公開した版は直せません"
    template = "この版はすでに公開されています。変えるときは、新しい案をつくってください。"


class RulesChangedMeanwhile(errors.Conflict):
    """Somebody else has changed the draft since the form was shown."""

    code = "rules_changed_meanwhile"
    title = "ほかの人が先に直しました"
    template = "この案は、開いているあいだにほかの人が直しました。今の内容を読み直してから、もう一度直してください。"


class RulesStartTooEarly(errors.Invalid):
    """A new version begins in the future, so that people can be told."""

    code = "rules_start_too_early"
    title = "始める日を直してください"
    template = "新しい版は、{first_text}からあとの利用に使えます。始める日を選び直してください。"


class ReplayWithoutBookings(errors.Invalid):
    """There is nothing to replay in these days."""

    code = "replay_without_bookings"
    title = "その期間に予約がありません"
    template = "{first_text}から{last_text}までに、この案が関わる予約がありません。期間を広げてください。"


class ReplayRangeInvalid(errors.Invalid):
    """A replay runs over at most some years, from a first to a last day."""

    code = "replay_range_invalid"
    template = "期間は、始まりの日から終わりの日まで、3年以内で選んでください。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {}
