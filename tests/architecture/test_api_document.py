"""No API address is missing from the OpenAPI document, and none is without a scope."""

from backend.common import api
from tests.architecture import addresses
from tests.architecture.document import schema


def test_every_api_address_is_in_the_document() -> None:
    described = sum(len(methods) for methods in schema.raw_schema["paths"].values())
    written = [a for a in addresses.everything() if a.is_ours and a.api_view]
    assert described == sum(len(address.methods) for address in written)


def test_every_api_view_of_ours_has_a_scope_or_is_public() -> None:
    views = [a.api_view for a in addresses.everything() if a.is_ours and a.api_view]
    assert [view.__name__ for view in views if not issubclass(view, api.ApiView)] == []
    assert [view.__name__ for view in views if not getattr(view, "scope", "")] == []
