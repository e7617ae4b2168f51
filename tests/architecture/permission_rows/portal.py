"""The pages that show several apps together."""

from backend.portal import enums
from tests.architecture import tables


def _help(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"topic": enums.HelpTopic.ROOMS})


def _about(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"topic": enums.AboutTopic.TERMS})


ROWS = [
    tables.public("portal:home"),
    tables.public("portal:help-index"),
    tables.public("portal:help-topic", _help),
    tables.public("portal:about"),
    tables.public("portal:about-topic", _about),
    tables.private("portal:my"),
    tables.Row("portal:desk", tables.nothing, tables.SIGN_IN, 403, 403, 200, 200, 200, city_official=200),
]
