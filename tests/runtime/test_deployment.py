"""What can be known of the containers without an engine."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.runtime import places

BIN = Path(sys.executable).parent
SETTINGS = (places.ROOT / "backend" / "config" / "settings.py").read_text()
DOCKERFILE = (places.ROOT / "Dockerfile").read_text().replace("\\\n", " ")
COMPOSE_TEXT = (places.ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("web", "worker", "beat", "receiver", "migrate")
# What the programs themselves read, not our settings.
OF_PROGRAMS = {"WEB_CONCURRENCY"}
PRODUCTION = {
    "TSUNAGARU_MODE": "production",
    "SECRET_KEY": "only-for-this-test",
    "SITE_URL": "https://tsunagaru.example",
    "ALLOWED_HOSTS": "tsunagaru.example",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "consolemail://",
}


def call(*command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    path = os.environ["PATH"]
    return subprocess.run(
        command, cwd=places.ROOT, env={"PATH": path, **environment}, capture_output=True, text=True, check=False
    )


def variables(text: str) -> set[str]:
    return set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text))


def test_compose_follows_its_own_schema() -> None:
    done = call(str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n")


def test_the_linter_of_dockerfiles_is_content() -> None:
    done = call(str(BIN / "hadolint"), "Dockerfile")
    assert (done.returncode, done.stdout) == (0, "")


def test_every_part_of_production_is_there() -> None:
    assert sorted(SERVICES) == ["beat", "db", "mail", "migrate", "receiver", "redis", "web", "worker"]
    assert sorted(COMPOSE["volumes"]) == ["database", "redis"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_container_has_no_more_rights_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate", "web"}))
def test_a_container_says_whether_it_is_well(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


def test_the_image_says_whether_the_web_server_is_well() -> None:
    assert 'CMD ["python", "-m", "backend.runtime", "alive"]' in DOCKERFILE
    assert "healthcheck" not in SERVICES["web"]


def test_the_image_runs_as_nobody_in_particular() -> None:
    users = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)
    assert users == ["10001:10001"]


def test_no_image_has_a_floating_version() -> None:
    images = [service["image"] for name, service in SERVICES.items() if name not in OURS]
    images += [line.split()[1] for line in DOCKERFILE.splitlines() if line.startswith("FROM")]
    assert [image for image in images if not re.search(r":v?\d", image)] == []


def test_what_the_image_takes_exists_and_is_let_through() -> None:
    let_through = {
        line[1:] for line in (places.ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")
    }
    sources = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE)
    assert set(sources) == let_through
    assert [source for source in sources if not (places.ROOT / source).exists()] == []


def test_the_image_takes_every_app() -> None:
    packages = {path.parent.name for path in places.ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages <= set(re.findall(r"^COPY (\S+) ", DOCKERFILE, re.MULTILINE))


@pytest.mark.parametrize("name", OURS)
def test_every_variable_given_is_one_that_is_read(name: str) -> None:
    unknown = {key for key in SERVICES[name]["environment"] if f'"{key}"' not in SETTINGS}
    assert unknown <= OF_PROGRAMS


def test_the_example_names_every_variable_that_compose_asks_for() -> None:
    example = (places.ROOT / ".env.example").read_text()
    named = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    assert named - {"COMPOSE_PROFILES"} == variables(COMPOSE_TEXT)


def test_no_secret_has_a_value_of_its_own() -> None:
    example = (places.ROOT / ".env.example").read_text()
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        assert re.findall(rf"^{name}=(.*)$", example, re.MULTILINE) == [""]
        assert re.findall(rf"\$\{{{name}(.)", COMPOSE_TEXT) == [":"] * COMPOSE_TEXT.count(f"${{{name}")
        assert f"${{{name}:-" not in COMPOSE_TEXT


@pytest.mark.parametrize("name", ["SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"])
def test_production_does_not_start_without_what_it_needs(name: str) -> None:
    given = {key: text for key, text in PRODUCTION.items() if key != name}
    done = call(sys.executable, "manage.py", "check", **given)
    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].endswith(
        f"ImproperlyConfigured: {name} is not set. Production needs it; see backend/docs/operations.md."
    )


def test_production_has_nothing_to_complain_of() -> None:
    command = ("manage.py", "check", "--deploy", "--fail-level=WARNING", "--tag=security")
    key = {"SECRET_KEY": "a-key-that-is-long-enough-and-has-many-different-letters-0123456789"}
    done = call(sys.executable, *command, **PRODUCTION | key)
    clean = "System check identified no issues (2 silenced).\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, clean, "")


@pytest.mark.parametrize(
    "module", ["backend.config.wsgi", "backend.config.celery", "backend.runtime.alive", "gunicorn.app.wsgiapp"]
)
def test_what_a_container_runs_can_be_imported(module: str) -> None:
    done = call(sys.executable, "-W", "error", "-c", f"import {module}", **PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")


def test_static_files_are_collected_as_in_the_image(tmp_path: Path) -> None:
    done = call(sys.executable, "manage.py", "collectstatic", "--no-input", **PRODUCTION, STATIC_ROOT=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "staticfiles.json").exists()
