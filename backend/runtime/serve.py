"""`make serve`: everything on one machine under this process."""

import os
import urllib.parse
from collections.abc import Mapping

from backend.runtime import errors, family, folder_lock, journal, parts, places, ports, services, stopping


def run() -> int:
    """Serve until somebody asks to stop, and return the exit code."""
    wish = stopping.Wish()
    wish.listen()
    address = parts.Address(os.environ.get("HOST", ports.LOOPBACK), ports.wanted(os.environ.get("PORT", "8000")))
    logs = places.make(places.make(places.VAR) / "log")
    with folder_lock.held(places.VAR / "serve.lock"):
        ports.await_free(address.host, address.port)
        parent = family.Family(logs, wish, is_shown=True)
        try:
            _serve(parent, address)
        except stopping.Stopped:
            journal.say("stopping")
        finally:
            parent.end()
    journal.say(f"all is stopped; the data stays in {places.VAR}")
    return 0


def _serve(parent: family.Family, address: parts.Address) -> None:
    """Start all in this order; they end in the opposite one: web, mail, worker, beat, Redis, PostgreSQL."""
    environment = _environment(parent, address)
    _prepare_data(parent, environment)
    name = urllib.parse.urlsplit(environment["SITE_URL"]).hostname or "localhost"
    parent.launch(parts.beat(environment))
    parent.launch(parts.worker(environment))
    mail = parent.launch(parts.receiver(environment, int(environment["RELAY_PORT"])))
    web = parent.launch(parts.web(environment, address, name))
    parent.run(parts.silent(parts.first_heartbeat(environment)))
    parent.await_ready(mail)
    parent.await_ready(web)
    _welcome(parent, environment, address)
    while True:
        parent.listen()
        parent.mend()


def _environment(parent: family.Family, address: parts.Address) -> dict[str, str]:
    """Start the services that the environment does not name, and tell our programs where all is."""
    defaults = {
        "TSUNAGARU_MODE": "embedded",
        "SECRET_KEY": places.secret(places.VAR / "secret-key"),
        "SITE_URL": address.url,
        "PYTHONUNBUFFERED": "1",
        "RELAY_PORT": str(ports.free()),
    }
    environment = {**defaults, **os.environ}
    embedded = {"DATABASE_URL": _embedded_postgres, "REDIS_URL": _embedded_redis}
    for name in filter(_is_given, embedded):
        _refuse_if_unreachable(parent, environment, name)
    for name, start in embedded.items():
        if not _is_given(name):
            environment[name] = start(parent)
    return environment


def _is_given(name: str) -> bool:
    return bool(os.environ.get(name))


def _embedded_redis(parent: family.Family) -> str:
    return services.start_redis(parent, places.VAR / "redis", places.secret(places.VAR / "redis-password"))


def _embedded_postgres(parent: family.Family) -> str:
    secret = places.secret(places.VAR / "postgres-password")
    return services.start_postgres(parent, places.VAR / "postgres", secret, is_durable=True)


def _refuse_if_unreachable(parent: family.Family, environment: Mapping[str, str], name: str) -> None:
    journal.say(f"{name} is given, so that service is not started here")
    question = parts.command("reach", environment, "-m", "backend.runtime.reach", name)
    if problem := parent.ask(parts.silent(question)):
        raise errors.Refused(
            f"What {name} names cannot be reached: {problem}\n"
            f"Start it, correct {name}, or leave {name} away to have one started here."
        )


def _prepare_data(parent: family.Family, environment: Mapping[str, str]) -> None:
    (places.VAR / "static").mkdir(exist_ok=True)
    parent.run(parts.manage("migrate", environment, "migrate", "--no-input"))
    if environment["TSUNAGARU_MODE"] == "production":
        parent.run(parts.manage("static", environment, "collectstatic", "--no-input"))
    elif _wants_demo():
        parent.run(parts.manage("demo", environment, "load_demo"))
    else:
        journal.say("DATABASE_URL is given: demo people are put there only with TSUNAGARU_DEMO=1")


def _wants_demo() -> bool:
    """Demo people, whose sign-in everybody knows, never get into somebody's own database unasked."""
    return not _is_given("DATABASE_URL") or os.environ.get("TSUNAGARU_DEMO") == "1"


def _welcome(parent: family.Family, environment: Mapping[str, str], address: parts.Address) -> None:
    people: list[str] = []
    if environment["TSUNAGARU_MODE"] != "production" and _wants_demo():
        people = parent.run(parts.silent(parts.manage("people", environment, "demo_people")))
    mail = f"answers by mail are taken at smtp://{ports.LOOPBACK}:{environment['RELAY_PORT']}"
    for line in ("", f"つながる is at {address.url} (stop it with Ctrl-C)", mail, *people, ""):
        journal.say(line)
