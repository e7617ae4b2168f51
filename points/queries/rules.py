from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Max, Q, QuerySet, Sum

from backend.accounts import models as accounts
from points import enums, errors, models
from points.rules import sharing, words

# What stands in the rows of a rule beside its own.
PARTS = ("caps", "multipliers", "items")


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit of a rule as it stands for a person now."""

    subject: str
    span: str
    most: int
    used: int

    @property
    def left(self) -> int:
        """This function will tell how many points are left."""
        return max(0, self.most - self.used)

    @property
    def label(self) -> str:
        """This function will say whose points of which window the limit counts."""
        return f"{enums.CapSubject(self.subject).label}・{enums.Span(self.span).label}"


def rule_on(code: str, day: date, *, scope: str = enums.HOME_SCOPE) -> models.Rule | None:
    """This function will find the published version of a rule for activities of a day, its parts beside it."""
    found = _published(scope).filter(_covers(day), code=code).select_related("campaign")
    return found.prefetch_related(*PARTS).first()


def rules_in_force(day: date, *, scope: str = enums.HOME_SCOPE) -> QuerySet[models.Rule]:
    """This function will list the published rules of a day with their parts, for people to read."""
    found = _published(scope).filter(_covers(day)).select_related("campaign")
    return found.prefetch_related(*PARTS).order_by("way", "code")


def rules_to_come(day: date, *, scope: str = enums.HOME_SCOPE) -> QuerySet[models.Rule]:
    """This function will list the published versions that begin after a day."""
    found = _published(scope).filter(starts_on__gt=day).select_related("campaign")
    return found.prefetch_related(*PARTS).order_by("starts_on", "code")


def _published(scope: str) -> QuerySet[models.Rule]:
    return models.Rule.objects.filter(scope=scope, published_at__isnull=False)


def _covers(day: date) -> Q:
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


def rule_versions(code: str, *, scope: str = enums.HOME_SCOPE) -> QuerySet[models.Rule]:
    """This function will list the versions of a rule, drafts too, the newest first."""
    found = models.Rule.objects.filter(scope=scope, code=code).select_related("campaign")
    return found.prefetch_related(*PARTS).order_by("-version")


def rule_version(code: str, version: int, *, scope: str = enums.HOME_SCOPE) -> models.Rule:
    """This function will find a version of a rule, published or not; raises RuleNotFound."""
    found = rule_versions(code, scope=scope).filter(version=version).first()
    if found is None:
        raise errors.RuleNotFound
    return found


def newest_versions(*, scope: str = enums.HOME_SCOPE) -> list[models.Rule]:
    """This function will list the newest version of every rule, drafts too, for those who write them."""
    newest = models.Rule.objects.filter(scope=scope).values("code").annotate(last=Max("version"))
    versions = {row["code"]: row["last"] for row in newest}
    found = models.Rule.objects.filter(scope=scope).select_related("campaign").order_by("code", "-version")
    return [rule for rule in found if versions[rule.code] == rule.version]


def all_versions(*, scope: str = enums.HOME_SCOPE) -> QuerySet[models.Rule]:
    """This function will list every version of every rule, drafts too, what was written last first."""
    found = models.Rule.objects.filter(scope=scope).select_related("campaign")
    return found.prefetch_related(*PARTS).order_by("-pk")


def rule_names(*, scope: str = enums.HOME_SCOPE) -> dict[str, str]:
    """This function will give the names of the rules by their codes, as the newest published versions say them."""
    return dict(_published(scope).order_by("version").values_list("code", "name"))


def facts(rule: models.Rule, districts: dict[str, str] | None = None) -> words.Facts:
    """This function will give everything that a version of a rule says, districts by the names that are told."""
    names = districts or {}
    own = {name: getattr(rule, name) for name in _OWN}
    return words.Facts(
        **own,
        districts=[names.get(code, code) for code in rule.districts],
        campaign=rule.campaign.name if rule.campaign else "",
        caps=[words.Cap(cap.subject, cap.span, cap.most) for cap in sorted(rule.caps.all(), key=_cap_order)],
        multipliers=[
            words.Multiplier(one.kind, one.factor, one.span, one.length, one.starts_on, one.ends_on)
            for one in sorted(rule.multipliers.all(), key=lambda one: one.pk)
        ],
        items=[words.Item(one.name, one.per_kg) for one in sorted(rule.items.all(), key=lambda one: one.position)],
    )


@dataclass(frozen=True, slots=True)
class Basis:
    """What a rule gives, before it is done: the rule, and what it says of points, limits and whom it is for."""

    code: str
    name: str
    lines: list[words.Line]


def basis(code: str, day: date) -> Basis | None:
    """This function will say what the rule of a day gives; None where none is in force."""
    rule = rule_on(code, day)
    return Basis(rule.code, rule.name, summary(rule)) if rule else None


def summary(rule: models.Rule, districts: dict[str, str] | None = None) -> list[words.Line]:
    """This function will say what a list of rules says of each."""
    return [line for line in words.lines(facts(rule, districts)) if line.label in words.SUMMARY]


_OWN = (
    "name",
    "way",
    "about",
    "unit",
    "per_time",
    "per_unit",
    "most_per_award",
    "starts_on",
    "ends_on",
    "expiry_kind",
    "expiry_amount",
    "age_from",
    "age_to",
    "residence",
    "reviewed",
    "report_days",
    "four_eyes_above",
    "most_per_staff_day",
)


def _cap_order(cap: models.RuleCap) -> tuple[int, int]:
    return enums.CapSubject.values.index(cap.subject), enums.Span.values.index(cap.span)


def earns(rule: models.Rule) -> str:
    """This function will say what a rule gives before multipliers and limits."""
    return words.basis(facts(rule))


def for_whom(rules: Iterable[models.Rule]) -> dict[str, str]:
    """This function will say by code for whom rules are; what is for everybody is left out."""
    found = list(rules)
    names = district_names() if any(one.districts for one in found) else {}
    said = {one.code: words.who(facts(one, names)) for one in found}
    return {code: whom for code, whom in said.items() if whom != enums.Residence.ANY.label}


def lasts_until(rule: models.Rule, day: date) -> date:
    """This function will tell until when points of a rule that come on a day can be used, by the award's reckoning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT points_expiry_date(%s, %s, %s)", [rule.expiry_kind, rule.expiry_amount, day])
        found: date = (cursor.fetchone() or (day,))[0]
    return found


def blocked_by(rule: models.Rule, found: Sequence[Limit]) -> str:
    """This function will say which limit leaves nothing just now; empty where all of them leave something."""
    full = max((limit for limit in found if not limit.left), key=lambda limit: limit.most, default=None)
    if full is not None:
        return f"{full.label}の上限（{full.most}ポイント）に達しています。"
    spent = rule.campaign is not None and left_of(rule.campaign) <= 0
    return "キャンペーンで用意したポイントは、すべて配り終えました。" if spent else ""


def district_names() -> dict[str, str]:
    """This function will give the names of the districts by their codes."""
    return dict(accounts.District.objects.values_list("code", "name"))


def limits(
    rule: models.Rule, person_code: str, day: date, *, site_code: str | None = None, scope: str = enums.HOME_SCOPE
) -> list[Limit]:
    """This function will tell how a rule's limits stand for a person on a day, by the award's own reckoning."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject, span, most, used FROM points_limits(%s, %s, %s, %s, %s, %s)",
            [scope, rule.pk, rule.code, person_code, site_code, day],
        )
        return sorted((Limit(*row) for row in cursor.fetchall()), key=_limit_order)


def all_limits(person_code: str, day: date, *, scope: str = enums.HOME_SCOPE) -> dict[str, list[Limit]]:
    """This function will tell how the limits of every rule in force stand for a person, by the rule's code."""
    found: dict[str, list[Limit]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.code, l.subject, l.span, l.most, l.used FROM points_rule r "
            "CROSS JOIN LATERAL points_limits(r.scope, r.id, r.code, %s, NULL, %s) l "
            "WHERE r.scope = %s AND r.published_at IS NOT NULL AND r.starts_on <= %s "
            "AND (r.ends_on IS NULL OR r.ends_on >= %s)",
            [person_code, day, scope, day, day],
        )
        for code, *row in cursor.fetchall():
            found[code].append(Limit(*row))
    return {code: sorted(one, key=_limit_order) for code, one in found.items()}


def _limit_order(limit: Limit) -> tuple[int, int]:
    """This function will put one's own limits first, the shortest window first, as the rule's words do."""
    return enums.CapSubject.values.index(limit.subject), enums.Span.values.index(limit.span)


def campaigns(*, scope: str = enums.HOME_SCOPE) -> QuerySet[models.Campaign]:
    """This function will list the campaigns with what they have given, the latest first."""
    found = models.Campaign.objects.filter(scope=scope).annotate(used=Sum("shards__used", default=0))
    return found.order_by("-starts_on", "-pk")


def campaign(code: str) -> models.Campaign:
    """This function will find a campaign with what it has given; raises CampaignNotFound."""
    found = campaigns().filter(code=code).first()
    if found is None:
        raise errors.CampaignNotFound
    return found


def left_of(campaign: models.Campaign) -> int:
    """This function will tell how many points a campaign has left."""
    sums = campaign.shards.aggregate(granted=Sum("granted", default=0), used=Sum("used", default=0))
    return int(sums["granted"] - sums["used"])


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a campaign gave in a month, by a rule; without one, what expired and came back."""

    month: date
    rule_code: str
    points: int
    people: int


def drawn(campaign: models.Campaign) -> list[Drawn]:
    """This function will tell what a campaign gave and did not take back, by month of the activity and rule.

    What expired and went back into its budget stands without a rule, in the month when it went.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT points_window_start('month', p.happened_on) AS month, p.rule_code, sum(u.amount)::integer, "
            "count(DISTINCT CASE WHEN p.kind IN ('reverse', 'expire') THEN p.debit_id ELSE p.credit_id END)::integer "
            "FROM points_budgetuse u JOIN points_budgetshard s ON s.id = u.shard_id "
            "JOIN points_posting p ON p.id = u.posting_id WHERE s.campaign_id = %s "
            "GROUP BY 1, 2 ORDER BY 1, 2",
            [campaign.pk],
        )
        return [Drawn(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class PastAward:
    """What somebody did and was paid for by a rule."""

    person_code: str
    quantity: Decimal | None
    happened_on: date
    amount: int
    source_code: str


def past_awards(code: str, *, since: date, most: int = 200, scope: str = enums.HOME_SCOPE) -> list[PastAward]:
    """This function will give the latest awards by a rule that stand, in the order in which they happened."""
    paid = models.Posting.objects.filter(
        scope=scope, kind=enums.PostingKind.AWARD, rule_code=code, happened_on__gte=since, reversals=None
    )
    rows = paid.order_by("-pk").values_list("credit__owner_code", "quantity", "happened_on", "amount", "source_code")
    return [PastAward(*row) for row in sorted(rows[:most], key=lambda row: row[2])]


def past_parts(draft: models.Rule, past: Iterable[PastAward]) -> list[Decimal]:
    """This function will give how much each past award would be for by a draft: of a clean-up, a part by its table.

    What its table no longer names is worth nothing.
    """
    if draft.way != enums.RuleWay.CLEAN_UP:
        return [one.quantity or Decimal(1) for one in past]
    per_kg = {item.code: item.per_kg for item in draft.items.all()}
    sheets = models.CleanUp.objects.filter(code__in={one.source_code for one in past})
    parts = {sheet.code: _parts(sheet, per_kg) for sheet in sheets.prefetch_related("lines__item", "shares")}
    return [Decimal(parts.get(one.source_code, {}).get(one.person_code, 0)) for one in past]


def _parts(sheet: models.CleanUp, per_kg: Mapping[str, Decimal]) -> dict[str, int]:
    worth = sum((line.kg * per_kg.get(line.item.code, Decimal(0)) for line in sheet.lines.all()), Decimal(0))
    weights = {share.person_code: share.weight for share in sheet.shares.all()}
    return sharing.split(int(worth), weights, seed=sheet.code)
