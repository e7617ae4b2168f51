"""What guardians sign at a desk, and take back there, under /api/v1/: about activities and about a minor's words."""

from typing import Any, TypeVar

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common import api, clock
from volunteers import actions, queries
from volunteers.actions import quote_consents
from volunteers.api._shared import KEY, PROBLEMS, person
from volunteers.serializers import consents as serializers

Sent = TypeVar("Sent", bound=serializers.AtDeskSerializer)


class ConsentRecord(api.ApiView):
    """A guardian's consent to the activity whose number somebody brought to a desk."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.DeskCaseSerializer, **PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show what is to be consented to; the look is written down."""
        found, now = queries.consent_cases.at_desk(request.user, code), clock.now()
        actions.look_at_desk(found, by=person(request), now=now)
        standing = queries.consents.standing(found, now=now)
        return Response(serializers.DeskCaseSerializer(found, context={"standing": standing}).data)

    @extend_schema(
        parameters=[KEY],
        request=serializers.ConsentRecordSerializer,
        responses={201: serializers.ConsentSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will write down that a guardian signed; the places that were held for it are certain."""
        found, by = queries.consent_cases.at_desk(request.user, code), person(request)
        sent = _sent(serializers.ConsentRecordSerializer, request)
        scope, center = sent.validated_data["scope"], sent.validated_data["center_code"]
        made = actions.record_consent(
            found, scope=scope, guardian=sent.guardian(), center_code=center, by=by, now=clock.now()
        )
        return Response(serializers.ConsentSerializer(made).data, status=status.HTTP_201_CREATED)


class ConsentRecordWithdrawal(api.ApiView):
    """A consent that a guardian takes back at a desk."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.AtDeskSerializer,
        responses={200: serializers.ConsentSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will take it back, and with it the places to come for which no other consent stands."""
        found, center = queries.consent_cases.consent_at_desk(request.user, code), _desk(request)
        done = actions.withdraw_consent_at_desk(found, center_code=center, by=person(request), now=clock.now())
        return Response(serializers.ConsentSerializer(done).data)


class ConsentHistory(api.ApiView):
    """What guardians said to an activity of somebody under 18, with their names, for the city alone."""

    scope = "volunteers"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - DRF's own signature
        """This function will check who asks, and keep no answer under a key: guardians are named in it."""
        super(api.ApiView, self).initial(request, *args, **kwargs)

    @extend_schema(
        request=serializers.ConsentReasonSerializer,
        responses={200: serializers.ConsentHistorySerializer(many=True), **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will give it for a reason, the latest first; each call writes down a look with the reason."""
        found = queries.consent_cases.of_the_city(request.user, code)
        reason = api.checked(serializers.ConsentReasonSerializer, request.data)["reason"]
        consents = actions.read_consents(found, by=person(request), reason=reason, now=clock.now())
        return Response(serializers.ConsentHistorySerializer(consents, many=True).data)


def _desk(request: Request) -> str:
    """This function will give the desk at which the caller works just now."""
    center: str = _sent(serializers.AtDeskSerializer, request).validated_data["center_code"]
    return center


def _sent(shape: type[Sent], request: Request) -> Sent:
    """This function will read what a desk sends; `center_code` is filled in where the caller has one desk."""
    sent = shape(data=request.data, context={"by": person(request)})
    sent.is_valid(raise_exception=True)
    return sent


class QuoteConsentRecord(api.ApiView):
    """A guardian's consent to a minor's words in a story, by the number of the words."""

    scope = "volunteers"

    @extend_schema(responses={200: serializers.QuoteCaseSerializer, **PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show the words and the story that they would stand in; the look is written down."""
        found = queries.quote_consents.at_desk(request.user, code)
        quote_consents.look_at_desk(found, by=person(request), now=clock.now())
        return Response(serializers.QuoteCaseSerializer(found).data)

    @extend_schema(
        parameters=[KEY],
        request=serializers.SignedSerializer,
        responses={201: serializers.QuoteCaseSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will write down that a guardian signed; the words stand in the story."""
        found, by = queries.quote_consents.at_desk(request.user, code), person(request)
        sent = _sent(serializers.SignedSerializer, request)
        center = sent.validated_data["center_code"]
        made = quote_consents.record_quote_consent(
            found.quote, guardian=sent.guardian(), center_code=center, by=by, now=clock.now()
        )
        return Response(serializers.QuoteCaseSerializer(made).data, status=status.HTTP_201_CREATED)


class QuoteConsentRecordWithdrawal(api.ApiView):
    """A consent to a minor's words that a guardian takes back at a desk."""

    scope = "volunteers"

    @extend_schema(
        parameters=[KEY],
        request=serializers.AtDeskSerializer,
        responses={200: serializers.QuoteCaseSerializer, **PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will take it back; the words are gone from the story at once."""
        found, center = queries.quote_consents.at_desk(request.user, code), _desk(request)
        done = quote_consents.withdraw_quote_consent_at_desk(
            found.quote, center_code=center, by=person(request), now=clock.now()
        )
        return Response(serializers.QuoteCaseSerializer(done).data)
