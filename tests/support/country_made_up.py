"""A register of addresses as large as the country's, made up from a seed in its true shape.

The shape is that of the BAG: a quarter of a million streets in 2,500 towns, a few names in nearly
every town and most in one, streets of very different length, one house in five with a letter or an
addition, some twenty houses to a postcode. No street has a number 31.
"""

import random

from geo.model.crs import RD
from geo.registers.source_address import SourceAddress

TOWNS, STREETS, ADDRESSES = 2_500, 250_000, 9_900_000
_FIRST = (
    *("berk", "eik", "lind", "beuk", "wilg", "roos", "tulp", "meid", "zon", "maan", "ster", "wind"),
    *("water", "bos", "veld", "heid", "duin", "dijk", "meer", "kerk", "molen", "school", "markt"),
    *("haven", "brug", "poort", "burcht", "schans", "vest", "toren", "koning", "prins", "graaf"),
    *("merel", "vink", "zwaluw", "leeuwerik", "kievit", "reiger", "otter", "bever", "vos", "hert"),
)
_MIDDLE = ("en", "er", "el", "ing", "ol", "ar", "em", "ij", "oe", "au", "ui", "aa", "ee", "oo")
_LAST = ("straat", "weg", "laan", "plein", "hof", "kade", "singel", "dreef", "pad", "steeg", "baan")
_BEFORE = ("", "", "", "", "", "Nieuwe ", "Oude ", "Korte ", "Lange ", "Burgemeester ", "Van ")
_NEVER = {18 * 26, 18 * 26 + 3, 18 * 26 + 18}
"""No postcode ends in SA, SD or SS."""
NO_NUMBER = 31
"""The house number that no street has."""
_ADDITIONS = ("1", "2", "3", "H", "bis", "10", "11", "12", "1A")


class MadeUpCountry:
    """Goes through the addresses street by street; the same ones every time.

    Parameters
    ----------
    share
        What part of the country it is.
    """

    crs = RD

    def __init__(self, share=1.0, seed=13):
        self._seed = seed
        self.towns, self.streets = int(TOWNS * share), int(STREETS * share)
        self.addresses = int(ADDRESSES * share)

    def names(self):
        """Yield every street as its name and town."""
        chance = random.Random(self._seed)  # noqa: S311 - made up, nothing secret
        common = [_name(chance) for _ in range(400)]
        for street in range(self.streets):
            name = chance.choice(common) if chance.random() < 0.25 else _name(chance)
            yield name, f"Dorp{_letters(street * self.towns // self.streets)}"

    def __iter__(self):
        chance = random.Random(self._seed + 1)  # noqa: S311 - made up, nothing secret
        lengths = [chance.lognormvariate(0, 1) for _ in range(self.streets)]
        scale, done, sum_so_far = self.addresses / sum(lengths), 0, 0.0
        postcode = 0
        for street, (name, town) in enumerate(self.names()):
            sum_so_far += lengths[street] * scale
            houses = round(sum_so_far) - done
            done += houses
            place = street * self.towns // self.streets
            west = 20_000 + place % 50 * 5_000 + street % 10 * 400.0
            south = 310_000 + place // 50 * 5_000 + street // 10 % 10 * 400.0
            for house in range(houses):
                if house % 20 == 0:
                    postcode += 1
                    if postcode % 676 in _NEVER:
                        postcode += 1
                    letters = chr(65 + postcode // 26 % 26) + chr(65 + postcode % 26)
                    code = f"{1000 + postcode // 676}{letters}"
                letter = addition = ""
                kind = chance.random()
                if kind < 0.12:
                    letter = "ABCDEF"[int(kind * 50)]
                elif kind < 0.2:
                    addition = _ADDITIONS[house % len(_ADDITIONS)]
                number = house + 1 + (house + 1 >= NO_NUMBER)
                yield SourceAddress(
                    name, number, letter, addition, code, town, west + 6.0 * house, south
                )


def _name(chance):
    middle = "".join(chance.choice(_MIDDLE) for _ in range(chance.randrange(3)))
    first = chance.choice(_FIRST)
    start = chance.choice(_BEFORE)
    return f"{start}{(first + middle + chance.choice(_FIRST)).capitalize()}{chance.choice(_LAST)}"


def _letters(number):
    return (_letters(number // 26 - 1) if number > 25 else "") + chr(97 + number % 26)
