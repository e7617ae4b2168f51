"""The shapes in which organisations write requests, recurring shifts and templates by the API."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from backend.accounts import models as accounts
from backend.common import api
from volunteers import actions, enums, models
from volunteers.serializers.requests import RequestSerializer

MOST = 30
# Pages write times of the day by the minute, and would drop the seconds of an app.
TO_THE_MINUTE = ["%H:%M", "%H:%M:00"]


def _text(length: int) -> Any:  # noqa: ANN401 - a field
    return serializers.CharField(max_length=length, required=False, default="", allow_blank=True)


def _choice(choices: Any, default: str) -> Any:  # noqa: ANN401 - enums have no common type; a field
    return serializers.ChoiceField(choices=choices, required=False, default=default, allow_blank=not default)


class NewShiftSerializer(serializers.Serializer[Any]):
    """One time and place. With the `code` of a shift of the request, that one is changed."""

    code = _text(16)
    starts_at = api.DateTimeField()
    ends_at = api.DateTimeField(help_text="Not part of the time.")
    place = serializers.CharField(max_length=120)
    capacity = serializers.IntegerField(min_value=1, max_value=999)
    minimum = serializers.IntegerField(min_value=1, max_value=999, required=False, default=1)
    reserve = serializers.IntegerField(min_value=0, max_value=99, required=False, default=0)
    center_code = serializers.SlugField(max_length=40, required=False, default="", allow_blank=True)


class NewWindowSerializer(serializers.Serializer[Any]):
    """When people can pick a time; days and hours are Tokyo's. With the `code` of a window, that one is changed."""

    code = _text(16)
    first = api.DateField()
    last = api.DateField(required=False, default=None, allow_null=True, help_text="Null where it has no end.")
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7), min_length=1, max_length=7, help_text="1 is Monday."
    )
    opens_at = serializers.TimeField(input_formats=TO_THE_MINUTE, help_text="To the minute.")
    closes_at = serializers.TimeField(input_formats=TO_THE_MINUTE, help_text="To the minute.")
    capacity = serializers.IntegerField(min_value=1, max_value=99, help_text="How many at one time.")
    place = serializers.CharField(max_length=120)
    minutes_needed = serializers.IntegerField(
        min_value=1, max_value=600_000, required=False, default=None, allow_null=True
    )
    shortest_minutes = serializers.IntegerField(min_value=10, max_value=480, required=False, default=30)
    center_code = serializers.SlugField(max_length=40, required=False, default="", allow_blank=True)


class RequestWordsSerializer(serializers.Serializer[Any]):
    """What an organisation writes about a request, without its times."""

    kind = _choice(enums.RequestKind.choices, enums.RequestKind.FIXED)
    purpose = _choice(enums.Purpose.choices, enums.Purpose.ACTIVITY)
    title = serializers.CharField(max_length=60)
    field = api.CodeField(slug_field="code", queryset=models.Field.objects.all())
    tasks = serializers.CharField(max_length=2000)
    district = api.CodeField(
        slug_field="code", queryset=accounts.District.objects.all(), required=False, default=None, allow_null=True
    )
    meeting_point = serializers.CharField(max_length=120)
    belongings = _text(200)
    contact = _text(120)
    weather_rule = _text(200)
    audience = _choice(enums.Audience.choices, enums.Audience.EVERYONE)
    widens_at = api.DateTimeField(required=False, default=None, allow_null=True)
    widens_to = _choice(enums.Audience.choices, "")
    minimum_age = serializers.IntegerField(min_value=1, max_value=99, required=False, default=None, allow_null=True)
    maximum_age = serializers.IntegerField(min_value=1, max_value=120, required=False, default=None, allow_null=True)
    age_reason = _text(120)
    guardian = _choice(enums.Guardian.choices, "")
    guardian_reason = _text(120)
    certificate = _text(60)
    certificate_reason = _text(120)
    certificate_skill = api.CodeField(
        slug_field="code",
        queryset=models.Skill.objects.filter(is_retired=False),
        required=False,
        default=None,
        allow_null=True,
    )
    wanted_skills = serializers.ListField(
        child=api.CodeField(slug_field="code", queryset=models.Skill.objects.filter(is_retired=False)),
        required=False,
        default=list,
        max_length=20,
    )
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=enums.Language.choices), required=False, default=list, max_length=20
    )
    insurance = _choice(enums.Insurance.choices, "")
    insurance_reason = _text(120)
    gender = _choice(enums.Gender.choices, "")
    gender_basis = _choice(enums.GenderBasis.choices, "")
    gender_reason = _text(120)
    policy = _choice(enums.Policy.choices, enums.Policy.FIRST_COME)
    has_waiting_list = serializers.BooleanField(required=False, default=True)
    line_order = _choice(enums.LineOrder.choices, enums.LineOrder.ARRIVAL)
    answer_hours = serializers.IntegerField(min_value=1, max_value=336, required=False, default=24)
    cutoff_hours = serializers.IntegerField(min_value=0, max_value=336, required=False, default=12)
    confirms_late = serializers.BooleanField(required=False, default=True)
    party_limit = serializers.IntegerField(min_value=1, max_value=20, required=False, default=1)
    fee_note = _text(200)
    opens_at = api.DateTimeField(required=False, default=None, allow_null=True)
    closes_at = api.DateTimeField(required=False, default=None, allow_null=True)

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401 - what DRF gives
        """This function will take an empty code for none, as the sheet of a request gives it."""
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        emptied = {name: data[name] or None for name in ("district", "certificate_skill") if name in data}
        return super().to_internal_value({**data, **emptied})


WORDS = tuple(RequestWordsSerializer().fields)


class RequestTimesSerializer(serializers.Serializer[Any]):
    """The times of a request: shifts where the organisation sets them, windows where people pick them."""

    # The stubs take the arguments of a list for those of one.
    shifts = NewShiftSerializer(many=True, required=False, default=list, max_length=MOST)  # type: ignore[call-arg]
    windows = NewWindowSerializer(many=True, required=False, default=list, max_length=MOST)  # type: ignore[call-arg]


class RequestSheetSerializer(RequestWordsSerializer, RequestTimesSerializer):
    """A request as it is written; a draft is seen by nobody else."""

    draft = serializers.BooleanField(required=False, default=False)


class NewRequestSerializer(RequestSheetSerializer):
    """A new request of an organisation that one runs."""

    organisation = serializers.CharField(max_length=16, help_text="Code of the organisation.")


class CopySerializer(RequestTimesSerializer):
    """The times of a request that is written from a template or an earlier request; other fields are taken over it."""

    draft = serializers.BooleanField(required=False, default=False)


def plan_of(sent: dict[str, Any]) -> actions.RequestPlan:
    """This function will give what was written about a request."""
    given = {name: sent[name] for name in WORDS}
    given["wanted_skills"] = [skill.code for skill in given["wanted_skills"]]
    return actions.RequestPlan(**given)


def times_of(sent: dict[str, Any]) -> dict[str, Any]:
    """This function will give the times that were written, as actions take them."""
    return {
        "shifts": [actions.ShiftPlan(**one) for one in sent["shifts"]],
        "windows": [actions.WindowPlan(**one) for one in sent["windows"]],
    }


class ChangeLineSerializer(serializers.Serializer[Any]):
    """One field that changed, in words."""

    label = serializers.CharField()  # type: ignore[assignment]  # the word that pages use; we never label a line
    old = serializers.CharField()
    new = serializers.CharField()


class RequestChangeSerializer(serializers.ModelSerializer[models.RequestChange]):
    """One edit of a published request, with how many stay, left or have not said yet."""

    shift = serializers.CharField(source="shift.code", default="", help_text="Code of the shift, or empty.")
    lines = ChangeLineSerializer(many=True)
    stays = serializers.IntegerField(default=0)
    left = serializers.IntegerField(default=0)
    open = serializers.IntegerField(default=0)

    class Meta:
        model = models.RequestChange
        fields = ("code", "made_at", "shift", "lines", "is_important", "stays", "left", "open")


class RevisedSerializer(serializers.Serializer[Any]):
    """A request as it is now, and what those who had joined are told; nothing for a draft."""

    request = RequestSerializer()
    changes = RequestChangeSerializer(many=True)


class ReviewVerdictSerializer(serializers.Serializer[Any]):
    """What a reviewer says; the organisation reads the note."""

    verdict = serializers.ChoiceField(choices=enums.Verdict.choices)
    note = _text(200)


class TemplateSerializer(serializers.ModelSerializer[models.RequestTemplate]):
    """A template of an organisation."""

    organisation = serializers.CharField(source="organisation.code")

    class Meta:
        model = models.RequestTemplate
        fields = ("code", "name", "organisation", "saved_at")


class TemplateSheetSerializer(TemplateSerializer):
    """A template with the sheet as it was filled in; days are left out."""

    sheet = serializers.JSONField(help_text="`request`, `shifts` and `windows`, as they are written.")

    class Meta(TemplateSerializer.Meta):
        fields = (*TemplateSerializer.Meta.fields, "sheet")  # type: ignore[assignment]  # longer


class NewTemplateSerializer(serializers.Serializer[Any]):
    """Which request is kept as a template, and under which name."""

    request = serializers.CharField(max_length=16, help_text="Code of the request.")
    name = serializers.CharField(max_length=60)


class SheetSerializer(serializers.Serializer[Any]):
    """A request to copy from: what was written, without days."""

    request = serializers.DictField()
    shifts = serializers.ListField(child=serializers.DictField())
    windows = serializers.ListField(child=serializers.DictField())
