"""What every part of the API shares: pages by cursor, and writes that may be sent twice."""

import hashlib
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from drf_spectacular.utils import OpenApiParameter
from rest_framework import pagination, renderers, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.common import clock, codes, errors, models, retries

KEY_HEADER = "Idempotency-Key"
FAR_OFF = f"{clock.YEARS[0]}年から{clock.YEARS[-1]}年までの日にしてください。"
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# What the OpenAPI document says of a write that may be sent again.
KEY = OpenApiParameter(KEY_HEADER, str, OpenApiParameter.HEADER, description="Makes sending the write again safe.")


class CursorPagination(pagination.CursorPagination):
    """Pages that neither skip nor repeat rows while rows are added; the view names its unique ordering."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-pk"


def checked(shape: type[serializers.BaseSerializer[Any]], sent: object) -> dict[str, Any]:
    """This function will read what was sent by the shape that a serializer describes, or raise ValidationError."""
    found: dict[str, Any] = _one(shape).run_validation(sent)
    return found


def shown(shape: type[serializers.BaseSerializer[Any]], thing: object) -> dict[str, Any]:
    """This function will give a thing in the shape that a serializer describes."""
    found: dict[str, Any] = _one(shape).to_representation(thing)
    return found


# One of each for the life of a process: it copies its fields when it is made, and holds nothing of a call.
_shapes: dict[type[serializers.BaseSerializer[Any]], serializers.BaseSerializer[Any]] = {}


def _one(shape: type[serializers.BaseSerializer[Any]]) -> serializers.BaseSerializer[Any]:
    if shape not in _shapes:
        _shapes[shape] = shape()
    return _shapes[shape]


class CodeField(serializers.SlugRelatedField[Any]):  # noqa: TID251 - the one that is safe
    """The thing with a code. A NUL, which PostgreSQL takes in no text, is in no code of ours."""

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401 - what DRF gives
        """This function will find the thing, or refuse."""
        if "\x00" in str(data):
            self.fail("does_not_exist", slug_name=self.slug_field, value="")
        return super().to_internal_value(data)


class DateField(serializers.DateField):
    """A date that a call may name: of the years that the forms take, too."""

    default_error_messages = {"far_off": FAR_OFF}  # noqa: RUF012 - DRF's

    def to_internal_value(self, value: Any) -> date:  # noqa: ANN401 - what DRF gives
        """This function will read the date, or refuse."""
        found = super().to_internal_value(value)
        if found.year not in clock.YEARS:
            self.fail("far_off")
        return found


class DateTimeField(serializers.DateTimeField):
    """An instant that a call may name: of the years that the forms take, too."""

    default_error_messages = {"far_off": FAR_OFF}  # noqa: RUF012 - DRF's

    def to_internal_value(self, value: Any) -> datetime:  # noqa: ANN401 - what DRF gives
        """This function will read the instant, or refuse."""
        found = super().to_internal_value(value)
        if found.year not in clock.YEARS:
            self.fail("far_off")
        return found


def write_key(request: Request) -> str:
    """This function will give the key under which a write keeps what it makes: of the caller's own key, or a new one.

    Its 40 letters come of the whole key: of two long ones that begin alike each stands for itself.
    """
    sent = request.headers.get(KEY_HEADER, "")
    return hashlib.sha256(sent.encode()).hexdigest()[:40] if sent else codes.random_part(20)


class ProblemSerializer(serializers.Serializer[dict[str, Any]]):
    """An RFC 9457 problem, for the OpenAPI document."""

    type = serializers.CharField()
    code = serializers.CharField(help_text="Stable; switch on this.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="A sentence in Japanese that can be shown to a resident.")
    data = serializers.DictField()  # type: ignore[assignment]  # RFC 9457 lets us name it; we never read .data


# What any call may be answered beside what it is for.
PROBLEMS = dict.fromkeys([400, 401, 403, 404, 409, 422, 429], ProblemSerializer)


class ApiView(APIView):
    """The base of all API views.

    `scope` names what a token must be allowed to do (`bookings` → `bookings:read`, `bookings:write`); `public` opens
    the safe methods to everybody. A write with an Idempotency-Key is done once: a retry with the same body gets the
    first answer, another body gets 409.
    """

    scope: str = ""
    public: bool = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - DRF's own signature
        """This function will check who asks, and wrap the method that answers where the call carries a key."""
        super().initial(request, *args, **kwargs)
        key = request.headers.get(KEY_HEADER, "")
        name = (request.method or "").lower()
        if request.method in WRITES and key and hasattr(self, name):
            handler = getattr(self, name)
            setattr(self, name, lambda *a, **kw: _once(request, key, lambda: handler(*a, **kw)))


@retries.on_conflict
def _once(request: Request, key: str, handler: Callable[[], Response]) -> Response:
    with transaction.atomic():
        row, fresh = _claim(request, key)
        if not fresh:
            return Response(row.body, status=row.status, headers={"Idempotent-Replay": "true"})
        response = handler()
        if response.status_code < 400:
            _keep(row, response)
        else:
            row.delete()
        return response


def _claim(request: Request, key: str) -> tuple[models.IdempotentResponse, bool]:
    if len(key) > 200:
        raise errors.Invalid
    fingerprint = _fingerprint(request)
    row, fresh = models.IdempotentResponse.objects.get_or_create(
        owner_code=getattr(request.user, "code", ""),
        key=key,
        defaults={"fingerprint": fingerprint, "created_at": clock.now()},
    )
    if row.fingerprint != fingerprint:
        raise errors.KeyReused
    return row, fresh


def _keep(row: models.IdempotentResponse, response: Response) -> None:
    row.status = response.status_code
    # As the first answer is rendered, so that a retry has its times and decimals in the same form.
    row.body = json.loads(renderers.JSONRenderer().render(response.data) or b"null")
    row.save(update_fields=["status", "body"])


def _fingerprint(request: Request) -> str:
    body = json.dumps(request.data, sort_keys=True, default=str)
    return hashlib.sha256(f"{request.method} {request.path}\n{body}".encode()).hexdigest()
