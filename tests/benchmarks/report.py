"""The figures of one run: printed as a table, and kept in var/bench.json."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured value, its unit, and what one must know to read it."""

    value: float
    unit: str
    note: str


class Report:
    """What the families measured. A run of one family leaves the figures of the others in the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._figures: dict[str, Figure] = {}

    def add(self, metric: str, value: float, unit: str, note: str = "") -> None:
        """This function will note a figure and print its line at once."""
        self._figures[metric] = Figure(round(value, 3), unit, note)
        print(f"{metric:<34} {value:>12,.3f} {unit:<12} {note}", flush=True)

    def write(self) -> None:
        """This function will put the figures into the file, beside those of earlier runs."""
        known = json.loads(self._path.read_text()) if self._path.exists() else {}
        known |= {metric: asdict(figure) for metric, figure in self._figures.items()}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(known, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
