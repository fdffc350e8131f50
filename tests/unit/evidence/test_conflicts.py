"""Where sources disagree, told to the maintainer."""

import pytest
from observation_rows import read, row

from geo.evidence.conflicts import conflicts
from geo.evidence.resolve import resolve


def found(*said):
    [place] = resolve(read([row(number, **one) for number, one in enumerate(said, start=1)]))
    return [(one.code, one.place_id, one.message, one.severity.value) for one in conflicts(place)]


def test_two_addresses_are_one_conflict_with_rows_and_dates():
    there = {"street": "Fruitlaan"}
    against = "'Fruitlaan 8' (huis--1, 2023-11-22), 'Fruitlaan 4' (huis--3, undated)"
    assert found(
        {**there, "house_number": "8"},
        {**there, "house_number": "6", "source_date": "2026-01-20"},
        {**there, "house_number": "4", "source_date": ""},
    ) == [
        (
            "sources-disagree",
            "huis",
            f"house_number: '6' (huis--2, 2026-01-20) is published; against it: {against}.",
            "info",
        )
    ]


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("kind", "huis_van_de_wijk", "huiskamer"),
        ("initiative", "private", "municipal"),
        ("street", "Kade", "Laan"),
        ("access", "yes", "no"),
    ],
)
def test_the_fields_that_matter_most_are_looked_at(field, one, other):
    [(_, _, message, _)] = [
        told
        for told in found({field: one}, {field: other, "source_date": "2019"})
        if told[2].startswith(f"{field}:")
    ]
    assert message == (
        f"{field}: '{one}' (huis--1, 2023-11-22) is published; "
        f"against it: '{other}' (huis--2, 2019)."
    )


def test_a_contradiction_that_leaves_the_status_unknown_is_a_conflict():
    told = found(*({"status": one, "status_date": "2021"} for one in ("open", "closed")))
    against = "'open' (huis--1, 2021), 'closed' (huis--2, 2021)"
    [(_, _, message, _)] = told
    assert message == f"status: unknown is published; against it: {against}."


@pytest.mark.parametrize(
    "said",
    [
        {"access": "no", "source_type": "rejected"},
        {"status": "closed", "status_date": "2015"},
        {"status": "closed", "source_date": ""},
        {"operator": "DOCK", "source_date": "2019"},
        {"access": "yes", "source_date": "2019"},
    ],
)
def test_what_does_not_count_or_tells_of_another_day_is_no_conflict(said):
    known = {"access": "yes", "status": "open", "status_date": "2020", "operator": "SOL"}
    assert found(known, said) == []
