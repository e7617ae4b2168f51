from backend.portal.forms.catalogue import CatalogueForm
from backend.portal.forms.placing import Offered, PlaceForm, RecurrencePlaceForm, RecurrenceSheet
from backend.portal.forms.sheets import PlacedSheet, in_the_room, instead

__all__ = [
    "CatalogueForm",
    "Offered",
    "PlaceForm",
    "PlacedSheet",
    "RecurrencePlaceForm",
    "RecurrenceSheet",
    "in_the_room",
    "instead",
]
