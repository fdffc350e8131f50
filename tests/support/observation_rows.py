"""Rows of observations for tests: valid unless a test says otherwise."""

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

from geo.city.profile import CityProfile
from geo.evidence.decisions import COLUMNS as DECISION_COLUMNS
from geo.evidence.decisions import parse_decisions
from geo.evidence.observations import COLUMNS, MAX_BYTES, parse_observations
from geo.io.tables import read_rows

BASE = {
    "source_title": "Een bron",
    "source_url": "https://example.org/bron",
    "source_date": "2023-11-22",
    "retrieved": "2026",
    "source_type": "media",
    "licence": "facts only",
    "attribution": "direct",
}


def row(number=1, place_id="huis", **values):
    """Make one row with only the columns that every row needs, and the values given."""
    cells = dict.fromkeys(COLUMNS, "")
    cells.update(BASE, observation_id=f"{place_id}--{number}", place_id=place_id)
    cells.update({name: str(value) for name, value in values.items()})
    return cells


def write(folder: Path, rows, decisions=(), *, encoding="utf-8"):
    """Write the two tables into a folder and answer the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns, content in (
        ("observations.csv", COLUMNS, rows),
        ("decisions.csv", DECISION_COLUMNS, decisions),
    ):
        with (folder / name).open("w", newline="", encoding=encoding) as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(content)
    return folder


def read_observations(folder: Path):
    """Read the observations of a folder; a problem names the line of the file."""
    rows = read_rows(folder / "observations.csv", COLUMNS, max_bytes=MAX_BYTES)
    return parse_observations(rows, "observations.csv", CityProfile.around(folder))


def read_decisions(folder: Path, observations):
    """Read the decisions of a folder about the places of these observations."""
    rows = read_rows(folder / "decisions.csv", DECISION_COLUMNS, max_bytes=MAX_BYTES)
    return parse_decisions(rows, observations, "decisions.csv")


def read(rows):
    """Read rows as the project reads them, from a file."""
    with TemporaryDirectory() as folder:
        return read_observations(write(Path(folder), rows))


def cells(observation_id, **values):
    """Make one row by its id, such as ``a--1``."""
    place_id, number = observation_id.rsplit("--", 1)
    return row(number, place_id, **values)


def decision(place_id, other_id, verdict="same", reason="One building.", decided="2026-11-22"):
    """Make one decision about two places."""
    return dict(zip(DECISION_COLUMNS, (place_id, other_id, verdict, reason, decided), strict=True))


def statements(place, field):
    """What was chosen for a field and what speaks against it: row, value, reason and date."""
    evidence = place.evidence[field]
    return tuple(
        [
            (one.observation_id, one.value, one.reason.value, str(one.confirmed or ""))
            for one in said
        ]
        for said in (evidence.chosen, evidence.against)
    )
