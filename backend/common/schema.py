"""What the OpenAPI document says of errors, in one place: every refusal is a problem (RFC 9457)."""

from typing import Any

from backend.common import responses

TIME_OF_DAY = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
PROBLEM = {"$ref": "#/components/schemas/Problem"}
REFUSALS = {
    "400": "What was sent cannot be read; `data.fields` tells which field and why.",
    "401": "No token, or one that has expired or was revoked.",
    "403": "The person or the token may not do this.",
    "404": "There is no such thing, or the person may not know that there is.",
    "405": "The resource does not take this method.",
    "409": "The state of things does not allow it now; `code` tells why.",
    "406": "The answer is JSON; nothing else can be asked for.",
    "410": "What was sent was good once and has run out.",
    "415": "The body is not JSON.",
    "422": "The rules do not allow it; `data` tells which.",
    "429": "Too many calls; come back after `Retry-After` seconds.",
    "503": "Busy; nothing was done, and sending again is safe.",
}


def describe_problems(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """This function will give every operation of an OpenAPI document its refusals, as a drf-spectacular hook."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = _problem()
    for path in result.get("paths", {}).values():
        for operation in path.values():
            operation["responses"] = _kept(operation["responses"]) | _refusals()
    return result


def describe_times(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """This function will say of times of a day what they are: without an offset, which the format `time` asks for."""
    for shape in result.get("components", {}).get("schemas", {}).values():
        for one in shape.get("properties", {}).values():
            if one.get("format") == "time":
                del one["format"]
                one["pattern"] = TIME_OF_DAY
    return result


def _kept(answers: dict[str, Any]) -> dict[str, Any]:
    return {status: answer for status, answer in answers.items() if status < "400"}


def _refusals() -> dict[str, Any]:
    content = {responses.PROBLEM: {"schema": PROBLEM}}
    return {status: {"description": words, "content": content} for status, words in REFUSALS.items()}


def _problem() -> dict[str, Any]:
    properties = {
        "type": {"type": "string", "description": "Where this refusal is explained."},
        "code": {"type": "string", "description": "Stable; for programs."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence in Japanese that may be shown to a resident."},
        "data": {"type": "object", "additionalProperties": True, "description": "The facts, by code."},
    }
    return {"type": "object", "properties": properties, "required": list(properties)}
