"""Contracts, cases of slips and the closing of months for the city; the month of a shop also for the shop."""

import functools
from datetime import date
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts import permissions as roles
from backend.common import api, audit, clock, spreadsheets
from points import errors, models, permissions, queries
from points.actions import settlement as closing
from points.actions import tills as actions
from points.queries import places, reach
from points.queries import till_tables as tables
from points.queries import tills as reads
from points.serializers import settling as serializers
from points.serializers.tills import SettlementSerializer

MONTH = OpenApiParameter("month", serializers.MONTH, required=True, description="YYYY-MM")
TABLE: dict[Any, Any] = {(200, spreadsheets.MEDIA): OpenApiTypes.STR, **api.PROBLEMS}


_official = functools.partial(roles.allowed, permissions.may_settle)


def _month(request: Request) -> date:
    asked = {"month": request.query_params.get("month", "")}
    found: date = api.checked(serializers.MonthSerializer, asked)["month"]
    return found


def _table(name: str, table: tables.Table) -> Response:
    return Response(spreadsheets.text(*table), headers={"Content-Disposition": spreadsheets.named(name)})


class ContractList(api.ApiView, generics.GenericAPIView[models.ShopContract]):
    """The contracts of shops and centers."""

    scope = "points"
    serializer_class = serializers.ContractSerializer

    @extend_schema(responses={200: serializers.ContractSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the contracts, the one written last first."""
        _official(request)
        page = self.paginate_queryset(reads.contracts())
        return self.get_paginated_response(serializers.ContractSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.NewContractSerializer,
        responses={201: serializers.ContractSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will let a shop or center take points."""
        person = _official(request)
        sent = api.checked(serializers.NewContractSerializer, request.data)
        wanted = (sent["place_kind"], sent["place_code"])
        place = next((one for one in places.contract_places() if (one.kind, one.code) == wanted), None)
        if place is None:
            raise errors.TillNotFound
        # Keys of contracts are one person's beside another's.
        key = f"{person.code}:{api.write_key(request)}"[:40]
        made = actions.agree_contract(serializers.plan(sent, place), by=person, key=key, now=clock.now())
        return Response(serializers.ContractSerializer(made).data, status=status.HTTP_201_CREATED)


def _contract(code: str) -> models.ShopContract:
    found = reads.contract_by_code(code)
    if found is None:
        raise errors.ContractNotFound
    return found


class ContractDetail(api.ApiView):
    """One contract."""

    scope = "points"

    @extend_schema(responses={200: serializers.ContractSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a contract."""
        _official(request)
        return Response(serializers.ContractSerializer(_contract(code)).data)


class ContractEnding(api.ApiView):
    """The last day of a contract."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.ContractEndSerializer,
        responses={200: serializers.ContractSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request, code: str) -> Response:
        """This function will set the last day, which leaves no payment behind it."""
        person, found = _official(request), _contract(code)
        sent = api.checked(serializers.ContractEndSerializer, request.data)
        made = actions.end_contract(found, **sent, by=person, now=clock.now())
        return Response(serializers.ContractSerializer(made).data)


class ContractMail(api.ApiView):
    """Whether a shop gets each day's payments by mail."""

    scope = "points"

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.DailyMailSerializer,
        responses={200: serializers.ContractSerializer, **api.PROBLEMS},
    )
    def put(self, request: Request, code: str) -> Response:
        """This function will write it down, and tell the shop."""
        person, found = _official(request), _contract(code)
        sent = api.checked(serializers.DailyMailSerializer, request.data)
        made = actions.mail_days(found, wanted=sent["mails_daily"], by=person, now=clock.now())
        return Response(serializers.ContractSerializer(made).data)


class SlipCases(api.ApiView, generics.GenericAPIView[models.Slip]):
    """The slips that wait for the city."""

    scope = "points"
    serializer_class = serializers.SlipCaseSerializer

    @extend_schema(responses={200: serializers.SlipCaseSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the cases."""
        _official(request)
        page = self.paginate_queryset(reads.slip_cases())
        return self.get_paginated_response(serializers.SlipCaseSerializer(page, many=True).data)


class SlipCase(api.ApiView):
    """One slip as the city sees it."""

    scope = "points"

    @extend_schema(responses={200: serializers.SlipCaseFactsSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will show a slip with all that is known of its code, and note the look at its holder."""
        person, found = _official(request), reads.slip(code)
        if found is None:
            raise errors.SlipNotFound
        shown = reads.payment_code(found.written_code)
        holder = queries.person(shown.person_code) if shown else None
        if holder is not None:
            audit.look("points.slip_case", by=person, about=holder, subject=found.code)
        paid = reads.payment_of_code(shown) if shown else None
        facts: dict[str, Any] = {
            "slip": found,
            "holder": holder.code if holder else "",
            "usable": queries.balance(holder.code, now=clock.now()).usable if holder else None,
            "paid_by_code": paid.code if paid else "",
        }
        return Response(serializers.SlipCaseFactsSerializer(facts).data)


class SettlementList(api.ApiView, generics.GenericAPIView[models.Settlement]):
    """The closed months of all shops and centers."""

    scope = "points"
    serializer_class = SettlementSerializer

    @extend_schema(parameters=[MONTH], responses={200: SettlementSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request) -> Response:
        """This function will list the settlements of a month."""
        _official(request)
        page = self.paginate_queryset(reads.settlements(month=_month(request)))
        return self.get_paginated_response(SettlementSerializer(page, many=True).data)

    @extend_schema(
        parameters=[api.KEY],
        request=serializers.MonthSerializer,
        responses={201: serializers.ClosedMonthSerializer, **api.PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        """This function will close a month for all shops and centers, for good; what is closed already stays."""
        person = _official(request)
        sent = api.checked(serializers.MonthSerializer, request.data)
        closed = closing.settle_all(month=sent["month"], by=person, now=clock.now())
        refusals = [{"till": till.code, "place_name": till.place_name, "why": why} for till, why in closed.refusals]
        shown = {"settlements": closed.settlements, "refusals": refusals}
        return Response(serializers.ClosedMonthSerializer(shown).data, status=status.HTTP_201_CREATED)


class TableView(api.ApiView):
    """The base of what is answered as a table for a spreadsheet."""

    scope = "points"
    renderer_classes = (spreadsheets.TableRenderer, JSONRenderer)


class SettlementsTable(TableView):
    """The settlements of a month as a table."""

    @extend_schema(operation_id="settlements_of_month_table", parameters=[MONTH], responses=TABLE)
    def get(self, request: Request) -> Response:
        """This function will give a CSV file with one settlement in a row."""
        _official(request)
        month = _month(request)
        return _table(f"settlements-{month:%Y%m}", tables.settlements(reads.settlements(month=month)))


class SettlementLines(api.ApiView, generics.GenericAPIView[models.SettlementLine]):
    """What a settlement is made of."""

    scope = "points"
    serializer_class = serializers.SettlementLineSerializer

    @extend_schema(responses={200: serializers.SettlementLineSerializer(many=True), **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will list the postings of a closed month."""
        page = self.paginate_queryset(reads.settlement_lines(reach.settlement(roles.person_of(request), code)))
        return self.get_paginated_response(serializers.SettlementLineSerializer(page, many=True).data)


class SettlementTable(TableView):
    """What a settlement is made of, as a table."""

    @extend_schema(responses=TABLE)
    def get(self, request: Request, code: str) -> Response:
        """This function will give a CSV file with one posting in a row."""
        found = reach.settlement(roles.person_of(request), code)
        return _table(f"settlement-{found.document}", tables.settlement(reads.settlement_lines(found)))


class ShopStatement(api.ApiView):
    """A month of a shop or center."""

    scope = "points"

    @extend_schema(parameters=[MONTH], responses={200: serializers.ShopStatementSerializer, **api.PROBLEMS})
    def get(self, request: Request, code: str) -> Response:
        """This function will give a month as the ledger has it, closed or not."""
        till, month = reach.till(roles.person_of(request), code, also_city=True), _month(request)
        found = reads.statement(till, month)
        shown = {"month": month, "waiting": reads.waiting(till)} | {
            name: getattr(found, name) for name in ("taken", "given_back", "total", "lines")
        }
        return Response(serializers.ShopStatementSerializer(shown).data)


class ShopStatementTable(TableView):
    """A month of a shop or center as a table."""

    @extend_schema(parameters=[MONTH], responses=TABLE)
    def get(self, request: Request, code: str) -> Response:
        """This function will give a CSV file with one posting in a row."""
        till, month = reach.till(roles.person_of(request), code, also_city=True), _month(request)
        return _table(f"statement-{month:%Y%m}", tables.statement(reads.statement(till, month)))
