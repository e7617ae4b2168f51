"""What an offer cannot say."""

from backend.common import errors


class OfferTimesClash(errors.Invalid):
    """The same weekday and start twice, or an end before its start."""

    code = "offer_times_clash"
    template = "活動できる時間に、同じ曜日・同じ開始時刻のものか、終了が開始より前のものがあります。"


CONSTRAINTS: dict[str, type[errors.DomainError]] = {
    "offer_time_once": OfferTimesClash,
    "offer_time_ends_after_it_starts": OfferTimesClash,
}
