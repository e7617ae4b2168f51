from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import actions, models, permissions, queries, serializers
from backend.accounts.api.access import group_for, sent
from backend.common import api, audit, clock, errors


class GroupWaitingList(api.ApiView, generics.GenericAPIView[models.Group]):
    """The groups that wait for one's desk."""

    scope = "groups"
    serializer_class = serializers.GroupSerializer

    @extend_schema(responses={200: serializers.GroupSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the groups that have applied, or whose lists hold the people of others."""
        staff = permissions.person_of(request)
        if not permissions.is_any_staff(staff):
            raise errors.NotAllowed
        page = self.paginate_queryset(queries.groups_to_review(permissions.desks(staff)))
        return self.get_paginated_response(serializers.GroupSerializer(page, many=True).data)


class GroupOverlaps(api.ApiView):
    """Which other groups' lists hold the same people."""

    scope = "groups"

    @extend_schema(responses={200: serializers.OverlapsSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will tell a desk which groups have several of the same people, and who they are."""
        staff, found = permissions.person_of(request), group_for(request, code, may=permissions.may_review_group)
        overlaps = queries.as_seen_by(queries.overlaps_of(found, today=clock.today()), permissions.desks(staff))
        seen = queries.people_in_common(overlaps)
        audit.looks("accounts.group_overlaps", by=staff, abouts=seen, subject=found.code, center_code=found.center_code)
        told = {"seen": queries.mark_of(overlaps), "overlaps": overlaps}
        return Response(serializers.OverlapsSerializer(told).data)


class GroupApproval(api.ApiView):
    """The approval of a group."""

    scope = "groups"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.GroupApprovalSerializer,
        responses={200: serializers.GroupSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will approve what a group has applied for."""
        found = group_for(request, code, may=permissions.may_review_group)
        data = sent(serializers.GroupApprovalSerializer, request)
        done = actions.approve_group(found, by=permissions.person_of(request), now=clock.now(), **data)
        return Response(serializers.GroupSerializer(done).data)


class GroupRefusal(api.ApiView):
    """The refusal of a group."""

    scope = "groups"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.GroupReasonSerializer,
        responses={200: serializers.GroupSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will refuse what a group has applied for, with a reason."""
        found = group_for(request, code, may=permissions.may_review_group)
        reason = sent(serializers.GroupReasonSerializer, request)["reason"]
        done = actions.refuse_group(found, reason=reason, by=permissions.person_of(request), now=clock.now())
        return Response(serializers.GroupSerializer(done).data)
