from bookings.forms import facility_list
from bookings.queries import center_changes


def center_facts(facility: facility_list.Facility, *, city: str = "") -> center_changes.CenterFacts:
    """This function will give what a center keeps of a facility in a list; what has no field of its own is its note.

    `city` is the municipality's name where the list does not tell it.
    """
    return center_changes.CenterFacts(
        line=facility.line,
        municipality_code=facility.municipality_code,
        municipality_name=facility.city or city,
        external_id=facility.external_id,
        name=facility.name,
        kana=facility.kana,
        postal_code=facility.postcode,
        address=" ".join(filter(None, [facility.address, facility.building])),
        phone=facility.phone,
        latitude=facility.latitude,
        longitude=facility.longitude,
        url=facility.url,
        note=_note(facility),
    )


def _note(facility: facility_list.Facility) -> str:
    hours = "〜".join(f"{moment:%H:%M}" for moment in (facility.opens_at, facility.closes_at) if moment)
    lines = {
        "通称": facility.nickname,
        "運営": facility.organisation,
        "内線": facility.extension,
        "利用できる曜日": facility.weekdays,
        "利用できる時間": hours,
        "時間について": facility.hours_note,
        "説明": facility.description,
        "備考": facility.note,
    }
    return "\n".join(f"{heading}：{words}" for heading, words in lines.items() if words)
