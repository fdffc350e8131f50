"""How well the gazetteer works, measured on every address whose point is known.

The addresses are written as a person would, corrupted in several ways, geocoded, and compared with
their true points. With the exact addresses withheld this measures what happens to any address that
the reference tables lack.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from rich.table import Table

from geo.city.areas import Areas
from geo.city.profile import CityProfile
from geo.geocoding._tables import KnownAddress, read_addresses
from geo.geocoding.addresses import Address, normalise_street, parse_address
from geo.geocoding.answers import NO_HINT, GeocodingResult, Hint
from geo.geocoding.gazetteer import Gazetteer
from geo.geocoding.streets import MARGIN_M
from geo.model.crs import ProjectedCrs
from geo.model.vocabulary import Precision

COVERED_SHARE = 0.9
"""Share of the addresses that a stated uncertainty should contain."""
FOLDS = 5
"""Parts into which the addresses are split, by street, for cross-validation."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The results for all addresses, written in one way.

    Parameters
    ----------
    by_precision
        Share that was answered with each precision.
    to_street
        Share that was placed on its own street, or better.
    wrong_street
        Share that was placed on another street.
    median_error_m, p90_error_m
        Distance between the answer and the true point; in metres; nan where nothing was answered.
    median_uncertainty_m
        What the answers stated.
    coverage
        Share of the answers whose stated uncertainty holds the true point.
    """

    name: str
    n: int
    by_precision: dict[Precision, float]
    to_street: float
    wrong_street: float
    median_error_m: float
    p90_error_m: float
    median_uncertainty_m: float
    coverage: float


_COLUMNS = (
    "written as",
    *(precision.value for precision in Precision),
    "own street",
    "other street",
    "median error",
    "90 % within",
    "stated (median)",
    "truth inside",
)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A gazetteer measured on addresses whose points are known.

    Parameters
    ----------
    what
        Which addresses, and what the gazetteer had.
    variants
        One for each way of writing; the first as a person would.
    """

    what: str
    variants: tuple[Measured, ...]

    @property
    def main(self) -> Measured:
        """The addresses as a person would write them."""
        return self.variants[0]

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Return the cells of the table, without its header."""
        for one in self.variants:
            shares = (f"{one.by_precision[precision]:.0%}" for precision in Precision)
            yield (
                one.name,
                *shares,
                f"{one.to_street:.1%}",
                f"{one.wrong_street:.1%}",
                f"{one.median_error_m:.0f} m",
                f"{one.p90_error_m:.0f} m",
                f"{one.median_uncertainty_m:.0f} m",
                f"{one.coverage:.0%}",
            )

    def title(self) -> str:
        """Return one line that says what was measured."""
        return f"{self.main.n:,} {self.what}"

    def to_table(self) -> Table:
        """Make a table for the terminal."""
        table = Table(title=self.title(), title_justify="left", show_edge=False)
        for column in _COLUMNS:
            table.add_column(column, justify="left" if column == _COLUMNS[0] else "right")
        for row in self.rows():
            table.add_row(*row)
        return table

    def to_markdown(self) -> str:
        """Make a table for the documentation."""
        lines = [
            f"{self.title()}:",
            "",
            f"| {' | '.join(_COLUMNS)} |",
            f"| --- |{' ---: |' * (len(_COLUMNS) - 1)}",
            *(f"| {' | '.join(row)} |" for row in self.rows()),
        ]
        return "\n".join(lines)


def evaluate(reference: Path, *, withhold: bool) -> Evaluation:
    """Geocode every known address in several ways of writing.

    Parameters
    ----------
    withhold
        Leave the exact addresses out of the gazetteer.

    Raises
    ------
    InputError
        If a table is missing or malformed.
    """
    gazetteer = Gazetteer.open(reference, withhold_addresses=withhold)
    known = read_addresses(reference)
    had = "without the exact addresses" if withhold else "with all reference tables"
    variants = measured(gazetteer, known, Areas.open(reference))
    return Evaluation(f"known addresses, gazetteer {had}", tuple(variants))


def measured(
    gazetteer: Gazetteer, known: Sequence[KnownAddress], areas: Areas
) -> Iterator[Measured]:
    """Geocode addresses in several ways of writing, and compare with where they are."""
    hints = _hints(known, areas)
    for name, write, hinted in _WAYS:
        answers = [
            gazetteer.geocode(
                parse_address(write(one.address), gazetteer.city.written_towns),
                hint if hinted else NO_HINT,
            )
            for one, hint in zip(known, hints, strict=True)
        ]
        yield measure(name, known, answers, areas.city.projected)


def measure(
    name: str,
    known: Sequence[KnownAddress],
    answers: Sequence[GeocodingResult],
    crs: ProjectedCrs,
) -> Measured:
    """Compare answers with the truth.

    Parameters
    ----------
    known, answers
        The truth and what was answered, in the same order.
    crs
        In which distances are taken.
    """
    n = len(known)
    on_street = [
        (one, answer)
        for one, answer in zip(known, answers, strict=True)
        if answer.precision in (Precision.ADDRESS, Precision.STREET)
    ]
    own = sum(_street(answer) == normalise_street(one.address.street) for one, answer in on_street)
    placed = [(o, a) for o, a in zip(known, answers, strict=True) if a.uncertainty_m is not None]
    errors = error_m([one for one, _ in placed], [answer for _, answer in placed], crs)
    stated = np.array([answer.uncertainty_m for _, answer in placed], dtype=np.float64)
    return Measured(
        name,
        n,
        {p: sum(answer.precision is p for answer in answers) / n for p in Precision},
        own / n,
        (len(on_street) - own) / n,
        float(np.median(errors)) if placed else np.nan,
        float(np.quantile(errors, 0.9)) if placed else np.nan,
        float(np.median(stated)) if placed else np.nan,
        float(np.mean(errors <= stated)) if placed else np.nan,
    )


def error_m(
    known: Sequence[KnownAddress], answers: Sequence[GeocodingResult], crs: ProjectedCrs
) -> np.ndarray:
    """Distance between truth and answer, in metres; answers must have a point."""
    x, y = crs.xy([one.lon for one in known], [one.lat for one in known])
    points = np.array([(answer.lon, answer.lat) for answer in answers], dtype=np.float64)
    answered_x, answered_y = crs.xy(points[:, 0], points[:, 1])
    return np.asarray(np.hypot(x - answered_x, y - answered_y), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Calibration:
    """How much a street's radius must be widened, and how well that works elsewhere.

    Parameters
    ----------
    margin_m
        With this added, the radius holds 90 % of the known addresses, in metres.
    held_out_coverage
        Share held when the margin comes from other streets (cross-validation).
    """

    margin_m: float
    held_out_coverage: float


def calibrate(reference: Path) -> Calibration:
    """Measure `geo.geocoding.streets.MARGIN_M`."""
    gazetteer = Gazetteer.open(reference, withhold_addresses=True)
    known = read_addresses(reference)
    pairs = [(one, gazetteer.geocode(one.address)) for one in known]
    pairs = [(one, answer) for one, answer in pairs if answer.precision is Precision.STREET]
    crs = CityProfile.beside(reference).projected
    errors = error_m([one for one, _ in pairs], [answer for _, answer in pairs], crs)
    radii = np.array([answer.uncertainty_m for _, answer in pairs], dtype=np.float64) - MARGIN_M
    beyond = errors - radii
    fold_of = np.array([crc32(one.address.street.encode()) % FOLDS for one, _ in pairs])
    held = np.zeros(len(pairs), dtype=bool)
    for number in range(FOLDS):
        held_out = fold_of == number
        held[held_out] = beyond[held_out] <= np.quantile(beyond[~held_out], COVERED_SHARE)
    return Calibration(float(np.quantile(beyond, COVERED_SHARE)), float(held.mean()))


def _street(answer: GeocodingResult) -> str:
    return normalise_street(parse_address(answer.matched).street)


def _hints(known: Sequence[KnownAddress], areas: Areas) -> list[Hint]:
    """Return the true buurt of each address, as a source would name it."""
    found = areas.locate([one.lon for one in known], [one.lat for one in known])
    return [Hint(buurt_codes=frozenset({code})) for code in found["buurt_code"]]


def _in_full(address: Address) -> str:
    return str(address)


def _without_postcode(address: Address) -> str:
    return f"{address.street} {address.house}, {address.city}"


def _spoilt(address: Address) -> str:
    return str(address).replace(address.street, _misspell(address.street), 1)


def _spoilt_without_postcode(address: Address) -> str:
    return _without_postcode(address).replace(address.street, _misspell(address.street), 1)


def _only_postcode(address: Address) -> str:
    return f"{address.postcode}, {address.city}"


def _unknown_street(address: Address) -> str:
    return f"Onvindbaarheidspad {address.house}, {address.city}"


def _misspell(street: str) -> str:
    """Make one typing error inside a name: drop, double, change or swap letters."""
    chance = random.Random(street)  # noqa: S311 - the same error every time, nothing secret
    at = chance.randrange(1, max(len(street) - 1, 2))
    before, letter, after = street[:at], street[at], street[at + 1 :]
    return chance.choice(
        (
            before + after,
            before + letter + letter + after,
            before + chance.choice("aeionrst") + after,
            before + after[:1] + letter + after[1:],
        )
    )


_WAYS: tuple[tuple[str, Callable[[Address], str], bool], ...] = (
    ("street, number, postcode, city", _in_full, False),
    ("without postcode", _without_postcode, False),
    ("without postcode, buurt known", _without_postcode, True),
    ("with a typing error", _spoilt, False),
    ("typing error, no postcode", _spoilt_without_postcode, False),
    ("only the postcode", _only_postcode, False),
    ("unknown street, buurt known", _unknown_street, True),
)
"""Name, how to write an address, and whether its buurt is given as well."""
