"""How well rows of lists find their place, measured on rows of which the place is known.

The sources of the city are dealt into twelve heaps. Each heap is taken out of the directory and
comes in again as if it were a list, with one row for each place, while only the other sources are
known. Of each row a person decided long ago which place it is: one of those that the others know
(then it should be found again) or one that nobody else knows (then it should be new). So
look-alikes are in the set by themselves: neighbours, two groups in one building, places of one
organisation. ``docs/decisions/0031-weights-of-matching.md`` has the result.

    python benchmarks/matching_evaluation.py
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.evidence.decisions import Decision, Verdict, parse_decisions
from geo.evidence.observations import parse_observations
from geo.intake.incoming import IncomingList, IncomingRow
from geo.intake.mapping import SourceMapping
from geo.intake.matching import Heap
from geo.intake.proposal import KnownPlaces
from geo.intake.proposing import propose
from geo.io.tables import TableRow
from geo.model.settings import settings

FULL = ("name", "alt_names", "street", "house_number", "postcode", "city", "website", "phone")
"""The columns of a good list."""
HEAPS = 12
"""Into so many heaps the sources are dealt."""
POOR = ("name", "alt_names", "city")
"""The columns of a list with names only."""


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
    print("| columns of the lists | rows | | same | new | doubtful |")
    print("| --- | ---: | --- | ---: | ---: | ---: |")
    for words, columns in (("name, address, website, telephone", FULL), ("name only", POOR)):
        rows = list(judge(columns))
        for what, some in (
            ("known to others", [row for row in rows if row.truth]),
            ("known to nobody else", [row for row in rows if not row.truth]),
        ):
            count = Counter(row.heap for row in some)
            told = " | ".join(str(count[heap]) for heap in (Heap.SAME, Heap.NEW, Heap.DOUBTFUL))
            print(f"| {words} | {len(some)} | {what} | {told} |")
        for heap in (Heap.SAME, Heap.NEW):
            precision, recall = measures(rows, heap)
            print(f"\n{words}, {heap}: precision {precision:.3f}, recall {recall:.3f}\n")
        for row in rows:
            if row.heap is Heap.SAME and row.found != row.truth:
                print(f"  wrongly the same: {row.name}: {row.found}, is {row.truth or 'new'}")
            if row.heap is Heap.NEW and row.truth:
                print(f"  wrongly new: {row.name}: is {row.truth}")


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
    folder = settings().city_folder()
    observed = _table(folder / "observations" / "observations.csv")
    lines = [TableRow(line, dict(row)) for line, row in enumerate(observed, start=2)]
    everything = parse_observations(lines, "observations.csv")
    decided = _table(folder / "observations" / "decisions.csv")
    decisions = parse_decisions(
        [TableRow(line, dict(row)) for line, row in enumerate(decided, start=2)],
        everything,
        "decisions.csv",
    )
    now = _now_called(decisions)
    titles = sorted({row["source_title"] for row in observed})
    for number in range(HEAPS):
        out = set(titles[number::HEAPS])
        # Nobody's list has a place twice; the first of several sources of a place stands for it.
        rows = list(
            {now.get(row["place_id"], row["place_id"]): row
             for row in reversed(observed) if row["source_title"] in out}.values()
        )  # fmt: skip
        known = [one for one in everything if one.source.title not in out]
        ids = {one.place_id for one in known}
        kept = [one for one in decisions if {one.place_id, one.other_id} <= ids]
        called = {now.get(one, one) for one in ids}
        title = f"Heap {number + 1}"
        incoming = IncomingList.of_rows(title, _rows(rows, columns), columns=columns)
        mapping = SourceMapping(
            title=title,
            licence="CC0-1.0",
            published="2026",
            columns={"row_id": "id"} | {name: name for name in columns},
        )
        known_places = KnownPlaces(known, kept, frozenset(), {}, {})
        proposal = propose(incoming, mapping, known_places, folder)
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


def _rows(rows: Iterable[dict[str, str]], columns: Sequence[str]) -> Iterator[IncomingRow]:
    for number, row in enumerate(rows, start=1):
        yield IncomingRow(
            number, {"id": row["observation_id"]} | {name: row[name] for name in columns}
        )


def _now_called(decisions: Iterable[Decision]) -> dict[str, str]:
    """Return the name under which each merged place goes on."""
    return {
        old: new
        for one in decisions
        if one.verdict is Verdict.SAME
        for old, new in ((one.other_id, one.place_id),)
    }


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main()
