"""Paying at shops and centers, refunds, slips and settlements."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, audit, clock
from backend.common import errors as common
from points import enums, errors, models, permissions, queries
from points.actions import payments as actions
from points.actions import slips as sending
from points.queries import reach
from points.queries import tills as reads
from points.serializers import tills as serializers


def _till(request: Request, code: str, *, also_city: bool = False) -> models.Till:
    return reach.till(roles.person_of(request), code, also_city=also_city)


class PaymentCodes(api.ApiView):
    """One's own codes to pay with."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY], request=None, responses={201: serializers.PaymentCodeSerializer, **api.PROBLEMS}
    )
    def post(self, request: Request) -> Response:
        """This function will give a new code, which ends the one before."""
        made: Any = actions.issue_payment_code(roles.person_of(request), now=clock.now())
        made.token = reads.token_of(made)
        return Response(serializers.PaymentCodeSerializer(made).data, status=status.HTTP_201_CREATED)


class PaymentList(api.ApiView, generics.GenericAPIView[models.Payment]):
    """What one paid."""

    scope = "points"
    serializer_class = serializers.PaymentSerializer

    @extend_schema(responses={200: serializers.PaymentSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list one's own payments, the latest first."""
        page = self.paginate_queryset(reads.payments_of(roles.person_of(request).code))
        return self.get_paginated_response(serializers.PaymentSerializer(page, many=True).data)


class PaymentDetail(api.ApiView):
    """One payment."""

    scope = "points"

    @extend_schema(responses={200: serializers.PaymentSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a payment to who paid it, to its shop, and to the city, whose look is noted."""
        found, person = reads.payment(code), roles.person_of(request)
        if found is None:
            raise errors.PaymentNotFound
        if found.person_code != person.code and not reach.takes_at(person, found.till_id):
            if not permissions.may_settle(person):
                raise errors.PaymentNotFound
            about = queries.person(found.person_code)
            if about is not None:
                audit.look("points.payment", by=person, about=about, subject=found.code)
        return Response(serializers.PaymentSerializer(found).data)


class TillPayments(api.ApiView):
    """Payments by a shop's printed QR."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.AmountSerializer,
        responses={201: serializers.PaymentSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will pay from one's own points."""
        found = reads.till(code)
        if found is None:
            raise errors.TillNotFound
        sent = api.checked(serializers.AmountSerializer, request.data)
        paid = actions.pay_at_till(
            found, person=roles.person_of(request), amount=sent["amount"], key=api.write_key(request), now=clock.now()
        )
        return Response(serializers.PaymentSerializer(paid).data, status=status.HTTP_201_CREATED)


class PaymentRefunds(api.ApiView):
    """Points of a payment that go back."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewRefundSerializer,
        responses={201: serializers.RefundSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will give points back: by the shop for some days, by the city with a reason."""
        found, person = reads.payment(code), roles.person_of(request)
        at_till = found is not None and reach.takes_at(person, found.till_id)
        if found is None or not (at_till or permissions.may_settle(person)):
            raise errors.PaymentNotFound
        if found.person_code == person.code:
            raise common.NotAllowed
        sent = api.checked(serializers.NewRefundSerializer, request.data)
        made = actions.refund(
            found, by_city=not at_till, key=api.write_key(request), by=person, now=clock.now(), **sent
        )
        return Response(serializers.RefundSerializer(made).data, status=status.HTTP_201_CREATED)


class ShopList(api.ApiView, generics.GenericAPIView[models.Till]):
    """Where one takes points."""

    scope = "points"
    serializer_class = serializers.ShopSerializer

    @extend_schema(responses={200: serializers.ShopSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list one's own shops and desks; the city sees every place."""
        person = roles.person_of(request)
        found = reads.tills() if permissions.may_settle(person) else reads.tills_of(person)
        page = self.paginate_queryset(found)
        return self.get_paginated_response(serializers.ShopSerializer(page, many=True).data)


class ShopPayments(api.ApiView, generics.GenericAPIView[models.Payment]):
    """Points taken at a shop or desk of one's own."""

    scope = "points"
    serializer_class = serializers.PaymentSerializer

    @extend_schema(responses={200: serializers.PaymentSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list what was paid today, the latest first."""
        page = self.paginate_queryset(reads.payments_at(_till(request, code, also_city=True), clock.today()))
        return self.get_paginated_response(serializers.PaymentSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.TakenSerializer,
        responses={201: serializers.PaymentSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will take points for a code that a resident shows, at once and once."""
        till = _till(request, code)
        sent = api.checked(serializers.TakenSerializer, request.data)
        by = roles.person_of(request)
        shown = reads.code_by_token(sent["token"]) if sent["token"] else actions.code_typed(sent["short_code"], by=by)
        if shown is None:
            raise errors.PaymentCodeNotFound
        paid = actions.pay_by_code(
            shown, till=till, amount=sent["amount"], key=api.write_key(request), by=by, now=clock.now()
        )
        return Response(serializers.PaymentSerializer(paid).data, status=status.HTTP_201_CREATED)


class ShopSlips(api.ApiView, generics.GenericAPIView[models.Slip]):
    """Slips noted on paper."""

    scope = "points"
    serializer_class = serializers.SlipSerializer

    @extend_schema(responses={200: serializers.SlipSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the slips of a shop, the latest sent first."""
        page = self.paginate_queryset(reads.slips_at(_till(request, code, also_city=True)).prefetch_related(None))
        return self.get_paginated_response(serializers.SlipSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewSlipSerializer,
        responses={201: serializers.SlipSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will take a slip, or make it a case of the city; sent again it is the same slip."""
        till = _till(request, code)
        sent = api.checked(serializers.NewSlipSerializer, request.data)
        plan = sending.SlipPlan(written_code=sent["short_code"], amount=sent["amount"], noted_at=sent["noted_at"])
        made = sending.send_slip(
            plan, till=till, source=enums.SlipSource.API, by=roles.person_of(request), now=clock.now()
        )
        return Response(serializers.SlipSerializer(reads.slip(made.code)).data, status=status.HTTP_201_CREATED)


class SlipDecision(api.ApiView):
    """The city's decision about a case."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.SlipDecisionSerializer,
        responses={200: serializers.SlipSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will end a case."""
        if not permissions.may_settle(request.user):
            raise common.NotAllowed
        if reads.slip(code) is None:
            raise errors.SlipNotFound
        sent = api.checked(serializers.SlipDecisionSerializer, request.data)
        made = sending.decide_slip(code, by=roles.person_of(request), now=clock.now(), **sent)
        return Response(serializers.SlipSerializer(reads.slip(made.code)).data)


class ShopSettlements(api.ApiView, generics.GenericAPIView[models.Settlement]):
    """The closed months of a shop."""

    scope = "points"
    serializer_class = serializers.SettlementSerializer

    @extend_schema(responses={200: serializers.SettlementSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the settlements, the latest first."""
        page = self.paginate_queryset(reads.settlements(till=_till(request, code, also_city=True)))
        return self.get_paginated_response(serializers.SettlementSerializer(page, many=True).data)


class SettlementDetail(api.ApiView):
    """One closed month."""

    scope = "points"

    @extend_schema(responses={200: serializers.SettlementSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a settlement to its shop and to the city."""
        found = reach.settlement(roles.person_of(request), code)
        return Response(serializers.SettlementSerializer(found).data)
