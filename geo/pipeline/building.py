"""From observations to a release: the whole pipeline, in the order of the data.

::

    observations.csv ──> resolve ──> locate ──> frames ──> files with checksums
    decisions.csv  ────────┘           │          │
    reference tables ──────────────────┴─> coverage
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from geo.city.areas import Areas
from geo.city.calendar import calendar_for
from geo.city.profile import FILE
from geo.evidence.conflicts import conflicts
from geo.evidence.decisions import Decision
from geo.evidence.observations import Observation
from geo.evidence.resolve import resolve
from geo.geocoding import Gazetteer, Geocoder
from geo.geocoding.located_place import LocatedPlace
from geo.io.swap import replace_folder
from geo.model.findings import Finding
from geo.model.partial_date import order
from geo.pipeline.checking import QualityReport, report
from geo.pipeline.duplicates import possible_duplicates
from geo.pipeline.hours_findings import hours_findings
from geo.pipeline.locating import locate
from geo.planning.coverage.layer import coverage_layer, missing_tables, people_findings
from geo.release import frames
from geo.release.files import ReleaseContents, write_release_files
from geo.store.csv_store import CsvStore
from geo.store.store import Store


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that a release is made from.

    Parameters
    ----------
    findings
        Everything the pipeline noticed, sorted; `build` writes it and `check` prints it.
    """

    observations: list[Observation]
    decisions: list[Decision]
    located: list[LocatedPlace]
    findings: list[Finding]
    areas: Areas

    @property
    def dated(self) -> date:
        """The last day on which a source was read or a decision was taken: the date of the data."""
        moments = [seen.source.retrieved for seen in self.observations]
        moments += [seen.source.published for seen in self.observations if seen.source.published]
        moments += [decision.decided for decision in self.decisions]
        return max(moments, key=order).first

    def quality(self, *, on: date) -> QualityReport:
        """Compile the quality report, with staleness counted from a day."""
        return report(self.located, self.findings, on=on)


def prepare(
    data: Path,
    *,
    store: Store | None = None,
    geocoder: Geocoder | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Prepared:
    """Read the observations and combine them into located places.

    Parameters
    ----------
    data
        Folder of a city, with ``reference``.
    store
        What sources say; the folder ``observations`` of `data` by default.
    geocoder
        The embedded gazetteer by default.

    Raises
    ------
    InputError
        Lists every problem of the tables.
    """
    store = store or CsvStore(data / "observations")
    observations, decisions = store.observations(), store.decisions()
    areas = Areas.open(data / "reference")
    places = resolve(observations, decisions)
    located, findings = locate(
        places,
        geocoder or Gazetteer.open(data / "reference"),
        areas,
        decisions=decisions,
        progress=progress,
    )
    findings += [finding for place in places for finding in conflicts(place)]
    calendar = calendar_for(data / "reference")
    findings += [finding for place in places for finding in hours_findings(place, calendar)]
    findings += [pair.finding() for pair in possible_duplicates(located, decisions, areas.city)]
    findings += missing_tables(data / "reference")
    findings += people_findings(data / "reference")
    return Prepared(observations, decisions, located, sorted(findings), areas)


def build(
    data: Path,
    out: Path,
    *,
    store: Store | None = None,
    geocoder: Geocoder | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> QualityReport:
    """Build a release: the same bytes for the same input, replaced as a whole.

    Parameters
    ----------
    data
        Folder with ``observations`` and ``reference``.
    out
        Folder of the release; an older release there stays until the new one is complete.
    store
        What sources say; the folder ``observations`` of `data` by default.
    geocoder
        The embedded gazetteer by default.

    Returns
    -------
    QualityReport
        On the places of the release, on the date of the data.

    Raises
    ------
    InputError
        Lists every problem of the tables; nothing is written then.
    ReleaseError
        `out` is neither a release nor empty, or another build is running there.
    """
    prepared = prepare(data, store=store, geocoder=geocoder, progress=progress)
    city = prepared.areas.city
    places = frames.places_frame(prepared.located, city.code)
    coverage = coverage_layer(data / "reference", prepared.areas, places)
    with replace_folder(out) as aside:
        write_release_files(
            aside,
            ReleaseContents(
                places=places,
                gebieden=prepared.areas.gebieden.assign(gemeente=city.code),
                buurten=prepared.areas.buurten.assign(gemeente=city.code),
                observations=frames.observations_frame(prepared.observations),
                evidence=frames.evidence_frame(prepared.located),
                leads=frames.leads_frame(prepared.located),
                findings=tuple(prepared.findings),
                dated=prepared.dated,
                observations_layer=frames.observations_layer(
                    prepared.observations, prepared.located
                ),
                coverage=coverage,
                cities={city.slug: (data / FILE).read_text(encoding="utf-8")},
            ),
        )
    return prepared.quality(on=prepared.dated)
