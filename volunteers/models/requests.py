import functools
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import F, Q

from backend.accounts import models as accounts
from backend.common import clock, codes
from volunteers import enums
from volunteers.models._conditions import CONDITIONS
from volunteers.models._events import EVENTS
from volunteers.models._lines import LINES
from volunteers.models.skills import Skill
from volunteers.models.windows import Window

request_code = functools.partial(codes.new, "r")
shift_code = functools.partial(codes.new, "s")
A_MOMENT = timedelta(microseconds=1)


class Field(models.Model):
    """A field of activity (活動分野) such as 環境美化; data, so that another city has its own."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class RequestQuerySet(models.QuerySet["Request"]):
    """Filters on requests."""

    def published(self) -> "RequestQuerySet":
        """This function will keep the requests that everybody sees and can apply to."""
        return self.filter(status=enums.RequestStatus.PUBLISHED)


class Request(models.Model):
    """What an organisation asks people to help with (募集); its times and places are its shifts.

    Where `purpose` is an event, people come to take part, up to `party_limit` of them by one application.
    Of the waiting list: `line_order` says who is asked first, `answer_hours` for how long an answer is awaited, and
    `cutoff_hours` until how long before the start anybody is asked at all. What comes free later goes at once to
    those who come at short notice where it `confirms_late`; else whoever comes first has it.
    """

    code = models.CharField(max_length=16, unique=True, default=request_code, editable=False)
    organisation = models.ForeignKey(accounts.Organisation, on_delete=models.PROTECT, related_name="requests")
    purpose = models.CharField(max_length=8, choices=enums.Purpose.choices, default=enums.Purpose.ACTIVITY)
    kind = models.CharField(max_length=10, choices=enums.RequestKind.choices, default=enums.RequestKind.FIXED)
    title = models.CharField(max_length=60)
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="requests")
    tasks = models.TextField()
    district = models.ForeignKey(
        accounts.District, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    meeting_point = models.CharField(max_length=120)
    belongings = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    audience = models.CharField(max_length=20, choices=enums.Audience.choices, default=enums.Audience.EVERYONE)
    widens_at = models.DateTimeField(null=True, blank=True)
    widens_to = models.CharField(max_length=20, choices=enums.Audience.choices, blank=True)
    weather_rule = models.CharField(max_length=200, blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    age_reason = models.CharField(max_length=120, blank=True)
    guardian = models.CharField(max_length=12, choices=enums.Guardian.choices, blank=True)
    guardian_reason = models.CharField(max_length=120, blank=True)
    certificate = models.CharField(max_length=60, blank=True)
    certificate_reason = models.CharField(max_length=120, blank=True)
    # Where it is set, the certificate is judged by what a desk has seen, and `certificate` is its name.
    certificate_skill = models.ForeignKey(
        Skill, null=True, blank=True, on_delete=models.PROTECT, related_name="requests"
    )
    wanted_skills = ArrayField(models.SlugField(max_length=40), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=3, choices=enums.Language.choices), default=list, blank=True)
    insurance = models.CharField(max_length=12, choices=enums.Insurance.choices, blank=True)
    insurance_reason = models.CharField(max_length=120, blank=True)
    gender = models.CharField(max_length=6, choices=enums.Gender.choices, blank=True)
    gender_basis = models.CharField(max_length=8, choices=enums.GenderBasis.choices, blank=True)
    gender_reason = models.CharField(max_length=120, blank=True)
    policy = models.CharField(max_length=12, choices=enums.Policy.choices, default=enums.Policy.FIRST_COME)
    has_waiting_list = models.BooleanField(default=True)
    party_limit = models.PositiveSmallIntegerField(default=1)
    fee_note = models.CharField(max_length=200, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    line_order = models.CharField(max_length=8, choices=enums.LineOrder.choices, default=enums.LineOrder.ARRIVAL)
    answer_hours = models.PositiveSmallIntegerField(default=24)
    cutoff_hours = models.PositiveSmallIntegerField(default=12)
    confirms_late = models.BooleanField(default=True)
    status = models.CharField(max_length=10, choices=enums.RequestStatus.choices, default=enums.RequestStatus.DRAFT)
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=200, blank=True)
    call_off_reason = models.CharField(max_length=200, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="request_status_is_known",
                condition=Q(status__in=["draft", "in_review", "published", "refused", "closed", "called_off"]),
            ),
            models.CheckConstraint(
                name="request_audience_is_known",
                condition=Q(audience__in=["everyone", "district", "members", "city_employees"]),
            ),
            models.CheckConstraint(
                name="request_policy_is_known", condition=Q(policy__in=["first_come", "acceptance"])
            ),
            models.CheckConstraint(
                name="request_district_audience_names_a_district",
                condition=~Q(audience="district") | Q(district__isnull=False),
            ),
            models.CheckConstraint(
                name="request_published_has_a_time",
                condition=~Q(status__in=["published", "closed", "called_off"]) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_closed_has_a_time",
                condition=Q(status__in=["closed", "called_off"], closed_at__isnull=False)
                | (~Q(status__in=["closed", "called_off"]) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="request_refused_by_somebody_with_words",
                condition=~Q(status="refused") | (Q(reviewed_by__isnull=False) & ~Q(review_note="")),
            ),
            models.CheckConstraint(
                name="request_reviewed_by_somebody",
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
            *CONDITIONS,
            *EVENTS,
            *LINES,
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "status"], name="request_of_organisation"),
            models.Index(fields=["created_at"], condition=Q(status="in_review"), name="request_to_review"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_event(self) -> bool:
        """This function will tell whether people come to take part, and not to help."""
        return self.purpose == enums.Purpose.EVENT

    @property
    def policy_text(self) -> str:
        """This function will say how it is decided who comes, in the words of its purpose."""
        label = str(self.get_policy_display())
        return label.replace("応募", "申込み") if self.is_event else label

    @property
    def window_text(self) -> str:
        """This function will say from when until when one can apply; empty where only the start of a shift counts."""
        first = f"{clock.date_of(self.opens_at):%-m月%-d日}から" if self.opens_at else ""
        # The last instant is not part of it: a window that ends with a day ends at midnight.
        last = f"{clock.date_of(self.closes_at - A_MOMENT):%-m月%-d日}まで" if self.closes_at else ""
        return first + last

    @property
    def is_published(self) -> bool:
        """This function will tell whether everybody sees the request and can apply."""
        return self.status == enums.RequestStatus.PUBLISHED

    @property
    def is_in_review(self) -> bool:
        """This function will tell whether the request waits for a reviewer."""
        return self.status == enums.RequestStatus.IN_REVIEW

    @property
    def is_draft(self) -> bool:
        """This function will tell whether the organisation still keeps the request to itself."""
        return self.status == enums.RequestStatus.DRAFT

    @property
    def outcome(self) -> str:
        """This function will say to whoever just changed the request what became of it."""
        return enums.REQUEST_OUTCOMES[enums.RequestStatus(self.status)]

    @property
    def is_public(self) -> bool:
        """This function will tell whether everybody may read the request."""
        return self.status in {
            enums.RequestStatus.PUBLISHED,
            enums.RequestStatus.CLOSED,
            enums.RequestStatus.CALLED_OFF,
        }

    @property
    def ages(self) -> str:
        """This function will say the ages of those who may join, such as 15歳以上60歳以下."""
        least = f"{self.minimum_age}歳以上" if self.minimum_age is not None else ""
        return least + (f"{self.maximum_age}歳以下" if self.maximum_age is not None else "")

    @property
    def conditions_text(self) -> str:
        """This function will say what everybody who joins must meet, in one line; empty where there is nothing."""
        said = (
            self.ages,
            self.get_guardian_display() if self.guardian else "",
            self.certificate,
            self.get_insurance_display() if self.insurance == enums.Insurance.OWN else "",
            self.get_gender_display() if self.gender else "",
        )
        return "、".join(str(one) for one in said if one)

    @property
    def needs_proof(self) -> bool:
        """This function will tell whether the certificate is judged by what a desk has seen of it."""
        return self.certificate_skill_id is not None

    @property
    def languages_text(self) -> str:
        """This function will name the languages that are asked for."""
        return "・".join(enums.Language(code).label for code in self.languages)

    def audience_name(self, audience: str) -> str:
        """This function will name an audience with its district or organisation."""
        named = {
            enums.Audience.DISTRICT.value: f"{self.district.name}地区にお住まいの方" if self.district else "",
            enums.Audience.MEMBERS.value: f"{self.organisation.name}の会員",
        }
        return named.get(audience) or str(enums.Audience(audience).label)

    @property
    def audience_text(self) -> str:
        """This function will name those who may join from the beginning."""
        return self.audience_name(self.audience)

    @property
    def widening_text(self) -> str:
        """This function will name those who may join too from a day on; empty where nobody else may."""
        named = self.audience_name(self.widens_to) if self.widens_to else ""
        return named if named.endswith("も") or not named else f"{named}も"

    def widening_sentence(self, now: datetime) -> str:
        """This function will say when others may join; empty once they may."""
        if self.widens_at is None or self.widens_at <= now:
            return ""
        day = self.widens_at.astimezone(clock.TOKYO)
        return f"{day:%-m月%-d日}からは、{self.widening_text}応募できます。"

    @property
    def has_set_times(self) -> bool:
        """This function will tell whether the organisation sets the times; else those who help pick them."""
        return self.kind == enums.RequestKind.FIXED

    @property
    def is_changeable(self) -> bool:
        """This function will tell whether the organisation may still rewrite the request."""
        return self.status in {enums.RequestStatus.DRAFT, enums.RequestStatus.REFUSED}


class Shift(models.Model):
    """One time and place of a request, with a capacity.

    `taken` counts the places that are filled (`Assignment.places` in `enums.PLACED_STATES`); it is raised by a
    conditional UPDATE and held to the truth by a deferred trigger.
    `line` is the last number given out in the waiting list; `reserve` of those in it are asked to keep the time free.
    `during` is half-open. `window` is set where somebody picked the time; `booking_code` names the room that was
    reserved together with it.
    """

    code = models.CharField(max_length=16, unique=True, default=shift_code, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="shifts")
    window = models.ForeignKey(Window, null=True, blank=True, on_delete=models.PROTECT, related_name="shifts")
    recurrence = models.ForeignKey(
        "volunteers.Recurrence", null=True, blank=True, on_delete=models.PROTECT, related_name="shifts"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    during = models.GeneratedField(
        expression=models.Func(F("starts_at"), F("ends_at"), function="tstzrange"),
        output_field=DateTimeRangeField(),
        db_persist=True,
    )
    place = models.CharField(max_length=120)
    center_code = models.CharField(max_length=40, blank=True)
    booking_code = models.CharField(max_length=16, blank=True)
    capacity = models.PositiveSmallIntegerField()
    minimum = models.PositiveSmallIntegerField(default=1)
    reserve = models.PositiveSmallIntegerField(default=0)
    taken = models.PositiveSmallIntegerField(default=0)
    line = models.PositiveIntegerField(default=0)
    called_off_at = models.DateTimeField(null=True, blank=True)
    call_off_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="shift_taken_within_capacity", condition=Q(taken__gte=0, taken__lte=F("capacity"))
            ),
            models.CheckConstraint(name="shift_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="shift_minimum_within_capacity",
                condition=Q(minimum__gte=1, minimum__lte=F("capacity")),
            ),
            # What an assignment's copy of the range refers to.
            models.UniqueConstraint(fields=["id", "during"], name="shift_during"),
            models.CheckConstraint(
                name="shift_called_off_has_no_places",
                condition=Q(called_off_at__isnull=True) | Q(taken=0),
            ),
            models.CheckConstraint(
                name="shift_called_off_with_a_reason",
                condition=Q(called_off_at__isnull=True) | ~Q(call_off_reason=""),
            ),
            models.UniqueConstraint(
                fields=["window", "starts_at", "ends_at"],
                condition=Q(called_off_at__isnull=True),
                name="shift_once_per_picked_time",
            ),
            models.UniqueConstraint(fields=["recurrence", "starts_at"], name="shift_once_per_recurrence"),
        ]
        indexes: ClassVar = [models.Index(fields=["starts_at", "id"], name="shift_by_start")]

    def __str__(self) -> str:
        return self.code

    @property
    def free(self) -> int:
        """This function will give the number of places left."""
        return self.capacity - self.taken

    @property
    def is_called_off(self) -> bool:
        """This function will tell whether the activity does not take place."""
        return self.called_off_at is not None

    @property
    def is_full(self) -> bool:
        """This function will tell whether every place is taken."""
        return self.free <= 0

    @property
    def minutes(self) -> int:
        """This function will give the length in minutes."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def day(self) -> date:
        """This function will give the Tokyo date on which the shift starts."""
        return clock.date_of(self.starts_at)

    def has_started(self, now: datetime) -> bool:
        """This function will tell whether the shift has begun."""
        return self.starts_at <= now
