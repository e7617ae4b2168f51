"""Usage rules under /api/v1/: what rules is public; drafts and replays are for those who look after the rules."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, clock, errors
from bookings import actions, models, permissions
from bookings.queries import calendars, centers, comparing, house_rules, replay_results
from bookings.queries import usage_rules as queries
from bookings.serializers import bookings as booking_shapes
from bookings.serializers import usage_rules as serializers


def _read(request: Request, serializer: type[Any]) -> dict[str, Any]:
    source = request.query_params if request.method == "GET" else request.data
    sent = serializer(data=source)
    sent.is_valid(raise_exception=True)
    return dict(sent.validated_data)


class CenterRules(api.ApiView):
    """The usage rules of a center."""

    scope, public = "bookings", True

    @extend_schema(
        parameters=[serializers.RulesDateSerializer],
        responses={200: serializers.CenterRulesSerializer, **api.PROBLEMS},
    )
    def get(self, request: Request, code: str) -> Response:
        """This function will give the rules on a date of use: as data, as paragraphs, with their versions."""
        today = clock.today()
        date = _read(request, serializers.RulesDateSerializer)["on"] or today
        center = centers.center(code)
        found = house_rules.house_rules(center, centers.rooms_of(center), date=date, today=today)
        answer = {
            "date": date,
            "content": calendars.content_of_center(center, date=date),
            "paragraphs": found.paragraphs,
            "rooms": found.rooms,
            "versions": [line.version for line in found.versions],
        }
        return Response(serializers.CenterRulesSerializer(answer).data)


class RulesComparison(api.ApiView):
    """The usage rules of centers side by side."""

    scope = "bookings"

    @extend_schema(
        parameters=[serializers.ComparisonQuerySerializer],
        responses={200: serializers.ComparisonSerializer, **api.PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        """This function will compare centers clause by clause with one another and with the city's default."""
        if not permissions.may_compare_rules(request.user):
            raise errors.NotAllowed
        wanted = _read(request, serializers.ComparisonQuerySerializer)
        rows = centers.centers().select_related("municipality").order_by("position", "pk")
        found = list(rows.filter(code__in=wanted["center"]) if wanted.get("center") else rows)
        if not found:
            raise errors.NotFound
        compared = comparing.comparison(found[0].municipality, found, date=wanted["on"] or clock.today())
        return Response(serializers.ComparisonSerializer(compared).data)


class DraftList(api.ApiView, generics.GenericAPIView[models.UsageRules]):
    """The drafts that one looks after."""

    scope = "bookings"
    serializer_class = serializers.DraftSerializer

    @extend_schema(responses={200: serializers.DraftSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the drafts, the newest first."""
        if not permissions.may_compare_rules(request.user):
            raise errors.NotAllowed
        mine = queries.drafts(
            center_codes=roles.desks(request.user), with_the_city_s=permissions.may_draft_rules(request.user, None)
        )
        page = self.paginate_queryset(mine)
        return self.get_paginated_response(serializers.DraftSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewDraftSerializer,
        responses={201: serializers.DraftSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will make a draft; every problem of its content comes at once."""
        wanted = _read(request, serializers.NewDraftSerializer)
        scope = _scope(request, wanted.pop("center"), wanted.pop("room"))
        made = actions.draft_usage_rules(
            wanted.pop("content"),
            municipality=scope.municipality,
            center=scope.center,
            room=scope.room,
            by=roles.person_of(request),
            now=clock.now(),
            **wanted,
        )
        return Response(serializers.DraftSerializer(made).data, status=status.HTTP_201_CREATED)


def _scope(request: Request, center_code: str, room_code: str) -> queries.Scope:
    mine = queries.scopes(
        center_codes=roles.desks(request.user), with_the_city_s=permissions.may_draft_rules(request.user, None)
    )
    wanted = f"room:{room_code}" if room_code else f"center:{center_code}" if center_code else ""
    for scope in mine:
        if scope.code == wanted or (not wanted and scope.center is None):
            return scope
    raise errors.NotAllowed


def _draft(request: Request, code: str) -> models.UsageRules:
    found = queries.version(code)
    if not permissions.may_draft_rules(request.user, found.center):
        raise errors.NotFound
    return found


class DraftDetail(api.ApiView):
    """One draft."""

    scope = "bookings"

    @extend_schema(responses={200: serializers.DraftSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a draft to those who look after its rules."""
        return Response(serializers.DraftSerializer(_draft(request, code)).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.DraftChangeSerializer,
        responses={200: serializers.DraftSerializer, **api.PROBLEMS},
    )
    def put(self, request: Request, code: str) -> Response:
        """This function will change a draft, unless somebody has changed it since."""
        draft, wanted = _draft(request, code), _read(request, serializers.DraftChangeSerializer)
        done = actions.revise_usage_rules(
            draft,
            wanted.pop("content"),
            seen=wanted.pop("digest"),
            by=roles.person_of(request),
            now=clock.now(),
            **wanted,
        )
        return Response(serializers.DraftSerializer(done).data)

    @extend_schema(parameters=[api.KEY], responses={204: None, **api.PROBLEMS})
    def delete(self, request: Request, code: str) -> Response:
        """This function will throw a draft away."""
        actions.discard_usage_rules(_draft(request, code), by=roles.person_of(request), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class DraftPublication(api.ApiView):
    """The publication of a draft."""

    scope = "bookings"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.PublicationSerializer,
        responses={200: serializers.PublishedSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will publish a draft from a date of use on, and tell those whom it would have refused."""
        draft, wanted = _draft(request, code), _read(request, serializers.PublicationSerializer)
        done = actions.publish_draft(draft, by=roles.person_of(request), now=clock.now(), **wanted)
        answer = {"version": done.version, "told": len(done.told), "to_phone": done.to_phone}
        return Response(serializers.PublishedSerializer(answer).data)


class DraftReplays(api.ApiView):
    """The replays of a draft."""

    scope = "bookings"

    @extend_schema(responses={200: serializers.ReplaySerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the replays of a draft, the newest first."""
        replays = queries.replays_of(_draft(request, code))
        return Response(serializers.ReplaySerializer(replays, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewReplaySerializer,
        responses={202: serializers.ReplaySerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will ask for the bookings of some dates of use to be held against the draft."""
        draft, wanted = _draft(request, code), _read(request, serializers.NewReplaySerializer)
        made = actions.request_replay(draft, by=roles.person_of(request), now=clock.now(), **wanted)
        return Response(serializers.ReplaySerializer(made).data, status=status.HTTP_202_ACCEPTED)


class Replay(api.ApiView):
    """One replay with its progress."""

    scope = "bookings"

    @extend_schema(responses={200: serializers.ReplayResultSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will tell how far a replay is and what it has found; groups have no names here."""
        found = replay_results.result(_replay(request, code), with_names=False)
        return Response(serializers.ReplayResultSerializer(found).data)


def _replay(request: Request, code: str) -> models.RulesReplay:
    found = queries.replay(code)
    if not permissions.may_draft_rules(request.user, found.draft.center):
        raise errors.NotFound
    return found


class ReplayStop(api.ApiView):
    """The end of a replay before it is through."""

    scope = "bookings"

    @extend_schema(parameters=[api.KEY], request=None, responses={200: serializers.ReplaySerializer, **api.PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will stop a replay after the batch at hand; what it has counted stays."""
        done = actions.stop_replay(_replay(request, code), by=roles.person_of(request), now=clock.now())
        return Response(serializers.ReplaySerializer(done).data)


class ReplayResumption(api.ApiView):
    """The going on of a replay that was stopped."""

    scope = "bookings"

    @extend_schema(parameters=[api.KEY], request=None, responses={200: serializers.ReplaySerializer, **api.PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will go on with a replay where it stopped."""
        done = actions.resume_replay(_replay(request, code), by=roles.person_of(request), now=clock.now())
        return Response(serializers.ReplaySerializer(done).data)


class CityApprovalPagination(api.CursorPagination):
    """What waits for the city, the next use first."""

    ordering = ("date", "starts_at", "pk")  # type: ignore[assignment]  # DRF takes several


class CityApprovalList(api.ApiView, generics.GenericAPIView[models.Booking]):
    """What waits for the city's approval, where the usage rules leave it to the city."""

    scope = "bookings"
    serializer_class = booking_shapes.BookingSerializer
    pagination_class = CityApprovalPagination

    @extend_schema(responses={200: booking_shapes.BookingSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list what waits; each is approved or refused at its own address."""
        if not permissions.may_decide_for_the_city(request.user):
            raise errors.NotAllowed
        page = self.paginate_queryset(queries.waiting_for_the_city(clock.now())) or []
        actions.note_look_across(
            "bookings.city_approvals", by=roles.person_of(request), subject="city-approvals", shown=page
        )
        return self.get_paginated_response(booking_shapes.BookingSerializer(page, many=True).data)
