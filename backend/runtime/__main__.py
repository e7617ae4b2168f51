"""The commands `python -m backend.runtime COMMAND`."""

import argparse
import os
import signal
import sys

from backend.runtime import alive, bootstrap, errors, lineage, machine, sandbox, serve

_PLAIN = {
    "bootstrap": (bootstrap.ensure, "make .venv what the lock file says"),
    "equip": (machine.equip, "install what the tests want from the machine"),
    "serve": (serve.run, "serve everything on this machine"),
    "alive": (alive.check, "exit with 0 when the web server answers"),
}


def main() -> int:
    """Do what the command line asks for and return the exit code."""
    options = _parser().parse_args()
    if "MAKELEVEL" in os.environ:
        # Not even kill -9 of make leaves anything behind.
        lineage.die_with_parent(os.getppid(), signal.SIGTERM)
    try:
        return int(options.run(options))
    except errors.Refused as refusal:
        print(f"\ntsunagaru: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m backend.runtime")
    commands = parser.add_subparsers(required=True)
    _add_exec(commands)
    for name, (act, purpose) in _PLAIN.items():
        commands.add_parser(name, help=purpose).set_defaults(run=lambda _options, act=act: act())
    return parser


def _add_exec(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("exec", help="run a command with throw-away PostgreSQL and Redis")
    parser.add_argument("--keep", action="store_true", help="keep the folder of the services")
    parser.add_argument("--durable", action="store_true", help="write to disk as in production, for measuring")
    parser.add_argument("command", nargs="+", metavar="COMMAND", help="the command, after --")
    parser.set_defaults(
        run=lambda options: sandbox.run(options.command, is_kept=options.keep, is_durable=options.durable)
    )


if __name__ == "__main__":
    sys.exit(main())
