"""Which place a row is: what one name, another street and a district weigh."""

import pytest

from geo.geocoding.addresses import Address
from geo.intake.matching import Comparable, Heap, Matcher, heap_of
from geo.model.crs import RD_NEW

KLOOSTER = Comparable("klooster", ("Het Klooster",), Address("Afrikaanderplein", 7))
BRUG = Comparable("brug", ("De Brug",), Address("Brugweg", 2), buurt="Pernis", gebied="Pernis")
OTHERS = [
    Comparable(f"plek-{n}", (f"Plek nummer {n}",), Address(f"Straat {n}", 1)) for n in range(200)
]


def heap(row, *places):
    found = Matcher([*OTHERS, *places], RD_NEW, ["Rotterdam"]).matches(row)
    return heap_of(found), found[0]


def named(*names, **said):
    return Comparable("", names, said.pop("address", Address()), **said)


@pytest.mark.parametrize("name", ["De Brug", "de brug", "DE BRÜG", "Brug"])
def test_one_name_is_one_place(name):
    found, best = heap(named(name), BRUG)
    assert (found, best.place_id) == (Heap.SAME, "brug")


def test_a_name_that_is_more_than_another_is_looked_at():
    assert heap(named("Huis van de Wijk 't Klooster"), KLOOSTER)[0] is Heap.DOUBTFUL


def test_one_name_in_another_street_is_looked_at():
    row = named("De Brug", address=Address("Kade", 3))
    assert heap(row, BRUG)[0] is Heap.DOUBTFUL


def test_one_name_of_two_places_is_looked_at():
    twin = Comparable("brug-zuid", ("De Brug",), Address("Dijk", 9))
    assert heap(named("De Brug"), BRUG, twin)[0] is Heap.DOUBTFUL


def test_one_name_with_another_telephone_number_is_still_that_place():
    seen = Comparable("brug", ("De Brug",), Address("Brugweg", 2), telephone="0101234567")
    assert heap(named("De Brug", telephone="0107654321"), seen)[0] is Heap.SAME


def test_the_district_tells_namesakes_apart():
    twin = Comparable("brug-zuid", ("De Brug",), Address("Dijk", 9), buurt="Zuidwijk")
    found, best = heap(named("De Brug", buurt="Zuidwijk"), BRUG, twin)
    assert (found, best.place_id) == (Heap.SAME, "brug-zuid")


def test_the_smaller_district_counts_and_a_district_adds_nothing_to_an_address():
    row = named("Iets anders", address=Address("Brugweg", 2), buurt="Pernis", gebied="Pernis")
    _, best = heap(row, BRUG)
    assert [str(one).split(":")[0] for one in best.reasons] == [
        "The names are not alike", "The same address",
    ]  # fmt: skip


def test_a_name_of_common_words_only_says_nothing():
    assert (
        heap(named("Buurthuis"), Comparable("a", ("Buurthuis",), Address("Weg", 1)))[0] is Heap.NEW
    )
