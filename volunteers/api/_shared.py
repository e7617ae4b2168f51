from typing import cast

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from backend.accounts import models as accounts
from backend.common import api

PROBLEMS = dict.fromkeys([400, 401, 403, 404, 409, 422, 429], api.ProblemSerializer)
KEY = OpenApiParameter(api.KEY_HEADER, str, OpenApiParameter.HEADER, description="Makes sending the write again safe.")


def person(request: Request) -> accounts.User:
    """This function will give the caller of a resource that only signed-in people reach."""
    return cast("accounts.User", request.user)
