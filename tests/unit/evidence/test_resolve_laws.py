"""What holds of `resolve` whatever sources say."""

import dataclasses
import random

from hypothesis import given, settings
from hypothesis import strategies as st
from observation_rows import read, row

from geo.evidence.resolve import resolve
from geo.model.partial_date import order

# --- Laws --------------------------------------------------------------------------------------

words = st.sampled_from(["", "een", "twee", "drie"])
dates = st.sampled_from(["", "2020", "2023-05", "2023-05-04"])
rows = st.lists(
    st.fixed_dictionaries(
        {
            "name": words,
            "operator": words,
            "street": words,
            "house_number": st.sampled_from(["", "1", "2"]),
            "postcode": st.sampled_from(["", "3011AA", "3011AB"]),
            "activities": st.sampled_from(["", "koken", "koken; lezen"]),
            "kind": st.sampled_from(["", "huiskamer", "huis_van_de_wijk"]),
            "initiative": st.sampled_from(["", "private", "municipal"]),
            "status": st.sampled_from(["", "open", "closed", "unknown"]),
            "status_date": dates,
            "source_date": dates,
            "opened": dates,
            "retrieved": st.sampled_from(["2024", "2026"]),
            "source_type": st.sampled_from(["media", "register", "rejected"]),
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60)
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(said, shuffle: random.Random):
    table = [row(number, **values) for number, values in enumerate(said)]
    mixed = table.copy()
    shuffle.shuffle(mixed)
    one, other = (resolve(read(rows)) for rows in (table, mixed))
    assert one == other


@settings(max_examples=100)
@given(rows)
def test_every_value_is_what_its_observation_says(said):
    table = [row(number, **values) for number, values in enumerate(said)]
    [place] = resolve(read(table))
    by_id = {seen.id: seen for seen in place.observations}
    for field in ("operator", "street", "house_number", "postcode", "name"):
        for one in place.evidence[field].chosen if field in place.evidence else ():
            chosen = by_id[one.observation_id]
            assert getattr(place, field) == getattr(chosen, field) == one.value
            assert chosen.source.kind != "rejected"
    for field, evidence in place.evidence.items():
        for one in evidence.chosen:
            confirming = by_id.get(one.confirmed_by)
            assert (confirming is None) == (one.confirmed is None)
            assert confirming is None or confirming.source.kind != "rejected"
            if field not in ("status", "confirmed") and by_id[one.observation_id].source.published:
                assert order(one.confirmed) >= order(by_id[one.observation_id].source.published)


@settings(max_examples=100)
@given(rows)
def test_without_its_designation_a_place_keeps_all_but_kind_and_initiative(said):
    plain = [{**values, "kind": "", "source_type": "media"} for values in said]
    named = [{**values, "source_type": "media"} for values in said]
    one, other = (
        resolve(read([row(number, **values) for number, values in enumerate(table)]))[0]
        for table in (plain, named)
    )
    beside = {"kind", "initiative", "observations", "evidence"}
    for field in dataclasses.fields(one):
        if field.name not in beside:
            assert getattr(one, field.name) == getattr(other, field.name), field.name
