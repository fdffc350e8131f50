"""How well rows of lists find their place, measured on rows of which the place is known.

The sources of the city are dealt into twelve heaps. Each heap is taken out of the directory and
comes in again as if it were a list, with one row for each place, while only the other sources are
known. Of each row a person decided long ago which place it is: one of those that the others know
(then it should be found again) or one that nobody else knows (then it should be new). So
look-alikes are in the set by themselves: neighbours, two groups in one building, places of one
organisation. Besides, places are taken away with all their sources, a twelfth at a time: whatever
comes in then is new. Places are dealt into two halves; the weights were chosen by the first, and
the second is held out. ``docs/decisions/0031-weights-of-matching.md`` has the result.

    python benchmarks/matching_evaluation.py
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from geo.evidence.decisions import Decision, Verdict, parse_decisions
from geo.evidence.observations import parse_observations
from geo.intake.incoming import IncomingList, IncomingRow
from geo.intake.mapping import SourceMapping
from geo.intake.matching import Heap
from geo.intake.proposal import KnownPlaces
from geo.intake.proposing import propose
from geo.io.tables import TableRow
from geo.model.settings import settings

FULL = (
    "name", "alt_names", "street", "house_number", "postcode", "city", "gebied", "buurt", "website",
    "phone",
)  # fmt: skip
"""The columns of a good list."""
HEAPS = 12
"""Into so many heaps the sources are dealt."""
LISTS = {
    "name, address, district, website, telephone": FULL,
    "name, address, website, telephone": tuple(
        one for one in FULL if one not in {"gebied", "buurt"}
    ),
    "name only": ("name", "alt_names", "city"),
}
"""What lists hold, from good to poor."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A row, what it is, and where it went.

    Parameters
    ----------
    name
        Of the row.
    truth
        The place that it is; empty for one that nobody else knows.
    heap
        Where it went.
    found
        The place that it was taken for, or that fits best.
    """

    name: str
    truth: str
    heap: Heap
    found: str


def main() -> None:
    print("| columns of the lists | half | rows | | same | new | doubtful |")
    print("| --- | --- | ---: | --- | ---: | ---: | ---: |")
    wrong: list[str] = []
    for words, columns in LISTS.items():
        known, unknown = list(judge(columns)), list(judge_strangers(columns))
        for half in ("weights", "held out"):
            rows = [row for row in known if _half(row) == half]
            for what, some in (
                ("known to others", [row for row in rows if row.truth]),
                ("known to nobody else", [row for row in rows if not row.truth]),
                ("all its sources taken away", [row for row in unknown if _half(row) == half]),
            ):
                count = Counter(row.heap for row in some)
                told = " | ".join(str(count[heap]) for heap in (Heap.SAME, Heap.NEW, Heap.DOUBTFUL))
                print(f"| {words} | {half} | {len(some)} | {what} | {told} |")
            for heap in (Heap.SAME, Heap.NEW):
                precision, recall = measures(rows, heap)
                wrong.append(
                    f"{words}, {half}, {heap}: precision {precision:.3f}, recall {recall:.3f}"
                )
        wrong += [
            f"  wrongly {row.heap}: {row.name}: {row.found or 'new'}, is {row.truth or 'new'}"
            for row in [*known, *unknown]
            if (row.heap is Heap.SAME and row.found != row.truth)
            or (row.heap is Heap.NEW and row.truth)
        ]
    print("\n".join(["", *wrong]))


def _half(row: Judged) -> str:
    """Deal places into two halves: by the first the weights were chosen, the second is held out."""
    digest = hashlib.sha256((row.truth or row.name).encode()).digest()
    return ("weights", "held out")[digest[-1] % 2]


def measures(rows: Sequence[Judged], heap: Heap) -> tuple[float, float]:
    """Return precision and recall of a heap."""
    put = [row for row in rows if row.heap is heap]
    if heap is Heap.SAME:
        right = sum(row.found == row.truth for row in put)
        wanted = sum(bool(row.truth) for row in rows)
    else:
        right = sum(not row.truth for row in put)
        wanted = sum(not row.truth for row in rows)
    return right / max(len(put), 1), right / max(wanted, 1)


def judge(columns: Sequence[str]) -> Iterator[Judged]:
    """Let each source come in as a list, and compare where its rows go with what they are."""
    observed, _ = _observations()
    titles = sorted({row["source_title"] for row in observed})
    for number in range(HEAPS):
        out = set(titles[number::HEAPS])
        yield from _taken_in(columns, [row for row in observed if row["source_title"] in out])


def judge_strangers(columns: Sequence[str]) -> Iterator[Judged]:
    """Take places away with all that is known of them, and let each come in: all are new."""
    observed, now = _observations()
    places = sorted({now.get(row["place_id"], row["place_id"]) for row in observed})
    for number in range(HEAPS):
        out = set(places[number::HEAPS])
        taken = [row for row in observed if now.get(row["place_id"], row["place_id"]) in out]
        yield from _taken_in(columns, taken)


def _taken_in(columns: Sequence[str], out: Sequence[dict[str, str]]) -> Iterator[Judged]:
    """Take rows out of the directory, and let them come in as a list, one for each place."""
    folder = settings().city_folder()
    observed, now = _observations()
    gone = {row["observation_id"] for row in out}
    lines = [TableRow(line, dict(row)) for line, row in enumerate(observed, start=2)]
    known = [one for one in parse_observations(lines, "observations") if one.id not in gone]
    ids = {one.place_id for one in known}
    kept = [one for one in _decisions() if {one.place_id, one.other_id} <= ids]
    called = {now.get(one, one) for one in ids}
    # Nobody's list has a place twice; the first of several sources of a place stands for it.
    rows = list({now.get(row["place_id"], row["place_id"]): row for row in reversed(out)}.values())
    incoming = IncomingList.of_rows("A list", _rows(rows, columns), columns=columns)
    mapping = SourceMapping(
        title="A list",
        licence="CC0-1.0",
        published="2026",
        columns={"row_id": "id"} | {name: name for name in columns},
    )
    proposal = propose(incoming, mapping, KnownPlaces(known, kept, frozenset(), {}, {}), folder)
    truth = {row["observation_id"]: now.get(row["place_id"], row["place_id"]) for row in rows}
    for row in proposal.rows:
        place_id = truth[row.key]
        found = row.place_id or (row.match.place_id if row.match else "")
        yield Judged(
            row.name,
            place_id if place_id in called else "",
            row.heap or Heap.DOUBTFUL,
            now.get(found, found),
        )


@cache
def _observations() -> tuple[list[dict[str, str]], dict[str, str]]:
    """Read the rows of the city, and the name under which each merged place goes on."""
    return _table("observations.csv"), {
        one.other_id: one.place_id for one in _decisions() if one.verdict is Verdict.SAME
    }


@cache
def _decisions() -> tuple[Decision, ...]:
    lines = [TableRow(n, dict(row)) for n, row in enumerate(_table("observations.csv"), start=2)]
    decided = [TableRow(n, dict(row)) for n, row in enumerate(_table("decisions.csv"), start=2)]
    observations = parse_observations(lines, "observations.csv")
    return tuple(parse_decisions(decided, observations, "decisions.csv"))


def _rows(rows: Iterable[dict[str, str]], columns: Sequence[str]) -> Iterator[IncomingRow]:
    for number, row in enumerate(rows, start=1):
        yield IncomingRow(
            number, {"id": row["observation_id"]} | {name: row[name] for name in columns}
        )


def _table(name: str) -> list[dict[str, str]]:
    path = settings().city_folder() / "observations" / name
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
