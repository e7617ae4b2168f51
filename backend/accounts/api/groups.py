from typing import Any

from django.forms import Form
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import actions, errors, forms, models, permissions, queries, serializers
from backend.accounts.api.access import group_for, members_for, sent
from backend.common import api, clock

GROUP = {200: serializers.GroupSerializer, **api.PROBLEMS}


def _group(code: str) -> Response:
    return Response(serializers.GroupSerializer(queries.group(code)).data)


def _cleaned(form: Form) -> dict[str, Any]:
    """This function will give what a form made of what was sent, the same as on its page."""
    if not form.is_valid():
        faults = {name: [str(each) for each in found] for name, found in form.errors.items()}
        sentences = " ".join(each for found in faults.values() for each in found)
        raise errors.ListUnreadable(faults=faults, sentences=sentences)
    return form.cleaned_data


class GroupList(api.ApiView, generics.GenericAPIView[models.Group]):
    """The groups in which one is."""

    scope = "groups"
    serializer_class = serializers.GroupSerializer

    @extend_schema(responses={200: serializers.GroupSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list one's groups, the newest first."""
        page = self.paginate_queryset(queries.groups_of(permissions.person_of(request)))
        return self.get_paginated_response(serializers.GroupSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewGroupSerializer,
        responses={201: serializers.GroupSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will register a group; its center's desk decides."""
        data = sent(serializers.NewGroupSerializer, request)
        person = permissions.person_of(request)
        form = forms.GroupForm(data, by=person)
        _cleaned(form)
        made = actions.register_group(by=person, now=clock.now(), **form.registration())
        return Response(serializers.GroupSerializer(made).data, status=status.HTTP_201_CREATED)


class GroupDetail(api.ApiView):
    """One group."""

    scope = "groups"

    @extend_schema(responses=GROUP)
    def get(self, request: Request, code: str) -> Response:
        """This function will show a group to its members and its desk."""
        return Response(serializers.GroupSerializer(group_for(request, code)).data)


class GroupRegistrationList(api.ApiView):
    """What a group has applied for, and what became of it."""

    scope = "groups"

    @extend_schema(responses={200: serializers.GroupRegistrationSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the applications of a group, the latest first."""
        rows = queries.registrations_of(group_for(request, code))
        return Response(serializers.GroupRegistrationSerializer(rows, many=True).data)


class GroupMemberList(api.ApiView):
    """The list of a group."""

    scope = "groups"

    @extend_schema(responses={200: serializers.GroupMemberSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the members to members and to the desk, whose look is noted."""
        members = members_for(request, group_for(request, code))
        return Response(serializers.GroupMemberSerializer(members, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewMemberSerializer,
        responses={201: serializers.GroupMemberSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will put somebody on the list."""
        found = group_for(request, code, may=permissions.may_change_members)
        form = forms.MemberForm(sent(serializers.NewMemberSerializer, request))
        _cleaned(form)
        row = actions.add_group_member(found, member=form.member(), by=permissions.person_of(request), now=clock.now())
        return Response(serializers.GroupMemberSerializer(row).data, status=status.HTTP_201_CREATED)


class GroupMemberRemoval(api.ApiView):
    """Taking somebody off the list of a group."""

    scope = "groups"

    @extend_schema(parameters=[api.KEY], request=serializers.MemberNumberSerializer, responses=GROUP)
    def post(self, request: Request, code: str) -> Response:
        """This function will take somebody off the list."""
        found = group_for(request, code, may=permissions.may_change_members)
        row = _row(found, sent(serializers.MemberNumberSerializer, request))
        actions.remove_group_member(row, by=permissions.person_of(request), now=clock.now())
        return _group(code)


def _row(group: models.Group, data: dict[str, Any]) -> models.GroupMember:
    return queries.group_member(group, str(data["member"]))


class GroupRoles(api.ApiView):
    """Who is a deputy of a group."""

    scope = "groups"

    @extend_schema(parameters=[api.KEY], request=serializers.MemberRoleSerializer, responses=GROUP)
    def post(self, request: Request, code: str) -> Response:
        """This function will make a member a deputy, or a member again."""
        found = group_for(request, code, may=permissions.may_change_roles)
        data = sent(serializers.MemberRoleSerializer, request)
        actions.set_group_role(_row(found, data), role=data["role"], by=permissions.person_of(request), now=clock.now())
        return _group(code)


class GroupRepresentative(api.ApiView):
    """Handing a group over."""

    scope = "groups"

    @extend_schema(parameters=[api.KEY], request=serializers.MemberNumberSerializer, responses=GROUP)
    def post(self, request: Request, code: str) -> Response:
        """This function will make a deputy the representative."""
        found = group_for(request, code, may=permissions.may_hand_over)
        row = _row(found, sent(serializers.MemberNumberSerializer, request))
        actions.hand_over_group(row, by=permissions.person_of(request), now=clock.now())
        return _group(code)


class GroupAppointment(api.ApiView):
    """The desk naming a representative."""

    scope = "groups"

    @extend_schema(parameters=[api.KEY], request=serializers.AppointmentSerializer, responses=GROUP)
    def post(self, request: Request, code: str) -> Response:
        """This function will let the desk of a group's center make a member the representative."""
        found = group_for(request, code, may=permissions.may_appoint)
        data = sent(serializers.AppointmentSerializer, request)
        row, reason = _row(found, data), data["reason"]
        actions.appoint_representative(row, reason=reason, by=permissions.person_of(request), now=clock.now())
        return _group(code)


class GroupRenewal(api.ApiView):
    """Applying for a group once more."""

    scope = "groups"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.RenewalSerializer,
        responses={201: serializers.GroupRegistrationSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will apply for the next fiscal year, or once more after a refusal."""
        found = group_for(request, code, may=permissions.may_renew_group)
        data = sent(serializers.RenewalSerializer, request)
        form = forms.MemberListForm(data, by=permissions.person_of(request), rows=members_for(request, found))
        listed = _cleaned(form)["members"]
        made = actions.renew_group(
            found,
            name=found.name,
            kana=found.kana,
            purpose=data["purpose"],
            staying=data["staying"],
            members=listed,
            by=permissions.person_of(request),
            now=clock.now(),
        )
        return Response(serializers.GroupRegistrationSerializer(made).data, status=status.HTTP_201_CREATED)


class GroupLeaving(api.ApiView):
    """Leaving a group."""

    scope = "groups"

    @extend_schema(parameters=[api.KEY], request=None, responses={204: None, **api.PROBLEMS})
    def post(self, request: Request, code: str) -> Response:
        """This function will take oneself off the list; the representative hands over first."""
        found = group_for(request, code)
        actions.leave_group(queries.own_membership(found, permissions.person_of(request)), now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
