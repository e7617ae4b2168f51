"""The one mapping from domain errors to answers: an HTML page, an htmx fragment, or an API problem (RFC 9457)."""

import logging
import math
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from backend.common import errors

logger = logging.getLogger(__name__)
PROBLEM = "application/problem+json"


def error_page(request: HttpRequest, error: errors.DomainError) -> HttpResponse:
    """This function will answer a person with the page, or to htmx the fragment, of an error."""
    fragment = getattr(request, "htmx", False) and not request.htmx.boosted  # type: ignore[attr-defined]
    template = "errors/_error_fragment.html" if fragment else "errors/error.html"
    return render(request, template, {"error": error, "back": _back(request)}, status=error.status)


def _back(request: HttpRequest) -> str:
    """This function will give the page of ours from which something was sent that is refused; empty where unknown."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
    return came_from if ours and request.method == "POST" else ""


def problem_handler(exception: Exception, context: dict[str, Any]) -> Response | None:
    """This function will answer an API client with a problem document; what is no refusal goes on as a fault."""
    body = _problem(exception)
    if body is None:
        return None
    set_rollback()
    headers = _headers(exception)
    return Response(body, status=body["status"], content_type=PROBLEM, headers=headers)


def _problem(exception: Exception) -> dict[str, Any] | None:
    match exception:
        case errors.DomainError():
            return _document(exception.code, exception.title, exception.status, exception.sentence, exception.data)
        case exceptions.ValidationError():
            refused = errors.Invalid()
            return _document(refused.code, refused.title, 400, refused.sentence, {"fields": exception.detail})
        case exceptions.APIException():
            return _document(
                str(exception.default_code),
                _title(exception.status_code),
                exception.status_code,
                str(exception.detail),
                {},
            )
        case Http404():
            missing = errors.NotFound()
            return _document(missing.code, missing.title, 404, missing.sentence, {})
        case PermissionDenied():
            refused_to = errors.NotAllowed()
            return _document(refused_to.code, refused_to.title, 403, refused_to.sentence, {})
    return None


def _document(code: str, title: str, http_status: int, detail: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": f"/help/errors/#{code}",
        "code": code,
        "title": title,
        "status": http_status,
        "detail": detail,
        "data": data,
    }


_TITLES = {
    status.HTTP_401_UNAUTHORIZED: "ログインが必要です",
    status.HTTP_403_FORBIDDEN: errors.NotAllowed.title,
    status.HTTP_404_NOT_FOUND: errors.NotFound.title,
    status.HTTP_405_METHOD_NOT_ALLOWED: "この方法では使えません",
    status.HTTP_429_TOO_MANY_REQUESTS: "短い時間に多くの操作がありました",
}


def _title(http_status: int) -> str:
    return _TITLES.get(http_status, errors.Invalid.title)


def _headers(exception: Exception) -> dict[str, str]:
    headers = {}
    if wait := getattr(exception, "wait", None):
        headers["Retry-After"] = str(math.ceil(wait))
    if challenge := getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    return headers


class BadRequest(errors.Invalid):
    """The request itself cannot be read."""

    code = "bad_request"
    status = 400
    title = "送られた内容を読み取れません"
    template = "送られた内容を読み取れませんでした。前のページに戻って、もう一度お試しください。"


class WrongMethod(errors.Invalid):
    """A page that only takes what is sent was opened, or the other way round."""

    code = "wrong_method"
    status = 405
    title = "このページは開けません"
    template = "この番地は、画面のボタンから送るためのものです。前のページに戻って、もう一度お試しください。"


class Fault(errors.DomainError):
    """Something broke on our side."""

    code = "fault"
    status = 500
    title = "システムの不具合が起きました"
    template = "申し訳ありません。システムの不具合で表示できませんでした。時間をおいて、もう一度お試しください。"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """This function will answer a request that Django refused to read."""
    return _answer(request, BadRequest())


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """This function will answer somebody who may not do this."""
    return _answer(request, errors.NotAllowed())


def wrong_method(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """This function will put words on a refusal of a method, which Django leaves blank."""
    answer = error_page(request, WrongMethod())
    answer.headers["Allow"] = refused.headers["Allow"]
    return answer


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """This function will answer a request for a page that is not there."""
    return _answer(request, errors.NotFound())


def fault(request: HttpRequest) -> HttpResponse:
    """This function will answer when our code failed; the page needs no database."""
    logger.error("A fault was shown for %s", request.path)
    if _wants_json(request):
        return _json(Fault())
    return HttpResponse(loader.get_template("errors/500.html").render({"error": Fault()}), status=500)


def _answer(request: HttpRequest, error: errors.DomainError) -> HttpResponse:
    return _json(error) if _wants_json(request) else error_page(request, error)


def _wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _json(error: errors.DomainError) -> JsonResponse:
    body = _document(error.code, error.title, error.status, error.sentence, {})
    return JsonResponse(body, status=error.status, content_type=PROBLEM)
