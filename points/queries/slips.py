"""Reads of slips that were typed wrongly: which a desk may put right, and what holds of one now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from points import enums, models, rules


@dataclass(frozen=True, slots=True)
class Facts:
    """What holds of a slip after its corrections."""

    written_code: str
    amount: int
    noted_at: datetime

    @property
    def shown_code(self) -> str:
        """This function will write the code as it stands on paper."""
        return rules.shown_short_code(self.written_code)


def facts(slip: models.Slip) -> Facts:
    """This function will give what holds of a slip: what its last correction says, else what was typed."""
    source = slip.corrections.order_by("-pk").first() or slip
    return Facts(source.written_code, source.amount, source.noted_at)


def latest(slip: models.Slip) -> Facts:
    """This function will give the same of a slip whose corrections were read with it."""
    source = max(slip.corrections.all(), key=lambda one: one.pk, default=slip)
    return Facts(source.written_code, source.amount, source.noted_at)


def sent(facts: Mapping[str, object]) -> QuerySet[models.Slip]:
    """This function will list the slips that were sent with some facts: one, and another after each taken back.

    The facts are `till`, `written_code`, `amount` and `noted_at`.
    """
    return models.Slip.objects.filter(**facts, addition_to=None)


def taken_back(facts: Mapping[str, object]) -> models.Slip | None:
    """This function will give the last slip of some facts where the city took back what it paid for it, else None."""
    last = sent(facts).order_by("-pk").first()
    returned = last is not None and last.returns.filter(state=enums.SlipReturnState.RETURNED).exists()
    return last if returned else None


def corrections(slip: models.Slip) -> QuerySet[models.SlipCorrection]:
    """This function will list the corrections of a slip, the first one first."""
    return slip.corrections.select_related("refund", "made").order_by("pk")


def correctable(*, center_codes: Collection[str] | None, till: str = "") -> QuerySet[models.Slip]:
    """This function will list the slips that could be put right: those of shops and of some centers, None for all."""
    open_ones = Q(state__in=[enums.SlipState.TAKEN, enums.SlipState.CASE])
    found = models.Slip.objects.filter(open_ones, payment__posting__settlement_lines=None)
    if center_codes is not None:
        own = Q(till__place_kind=enums.AccountKind.CENTER, till__place_code__in=center_codes)
        found = found.filter(own | Q(till__place_kind=enums.AccountKind.SHOP))
    found = found.filter(till__code=till) if till else found
    return found.select_related("till").prefetch_related("corrections").order_by("-sent_at", "-pk")
