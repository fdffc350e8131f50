"""Who lives where: inhabitants, ages and households per buurt, gebied and municipality."""

from __future__ import annotations

import pandas as pd

from geo.registers.districts import Districts

COLUMNS = {
    "AantalInwoners_5": "inhabitants",
    "k_0Tot15Jaar_8": "age_0_15",
    "k_15Tot25Jaar_9": "age_15_25",
    "k_25Tot45Jaar_10": "age_25_45",
    "k_45Tot65Jaar_11": "age_45_65",
    "k_65JaarOfOuder_12": "age_65_plus",
    "HuishoudensTotaal_29": "households",
    "Eenpersoonshuishoudens_30": "one_person_households",
}
"""The counts by the name that StatLine gives them, and by ours."""
COUNTS = list(COLUMNS.values())
"""The columns of counts."""
_UNKNOWN = ["buurten_unknown", "buurten_without_households"]
_HOUSEHOLDS = ["households", "one_person_households"]


def population_table(
    buurten: pd.DataFrame, wijken: pd.DataFrame, districts: Districts
) -> pd.DataFrame:
    """Make one row per buurt, per gebied and for the municipality.

    A gebied is the sum of its buurten with a figure; ``buurten_unknown`` says how many have none,
    ``buurten_without_households`` how many have no count of households. Where no buurt has a
    figure, the sum is unknown, not zero. The municipality is as published: CBS rounds each buurt to
    5, so their sum differs a little.

    Household counts that the extract marks as uncertain are left out: they were reconstructed from
    shares and do not follow from them.

    Parameters
    ----------
    buurten, wijken
        Columns as in the extracts.

    Returns
    -------
    DataFrame
        ``code``, ``name``, ``level``, ``year`` (1 January), the counts (missing where unknown) and
        the two numbers of buurten without; buurten first, each level ordered by code.
    """
    figures = buurten.rename(columns=COLUMNS).set_index("Codering_3")
    figures.loc[figures["hh_method"].str.startswith("uncertain"), _HOUSEHOLDS] = None
    names = districts.buurten.set_index("code")
    figures = figures.reindex(names.index)
    gebied = names["gebied_code"]
    known = figures["inhabitants"].notna()

    of_buurten = figures[COUNTS].assign(
        name=names["name"],
        level="buurt",
        year=figures["jaar"].where(known),
        buurten_unknown=(~known).astype("int64"),
        buurten_without_households=figures["households"].isna().astype("int64"),
    )
    of_gebieden = (
        figures[COUNTS]
        .groupby(gebied)
        .sum(min_count=1)
        .assign(
            name=districts.gebieden.set_index("code")["name"],
            level="gebied",
            year=of_buurten["year"].groupby(gebied).max(),
            buurten_unknown=of_buurten["buurten_unknown"].groupby(gebied).sum(),
            buurten_without_households=of_buurten["buurten_without_households"]
            .groupby(gebied)
            .sum(),
        )
    )
    published = wijken.rename(columns=COLUMNS).set_index("WK_CODE")
    of_gemeente = published.loc[districts.gemeente["code"], COUNTS].assign(
        name=districts.gemeente["name"].to_numpy(),
        level="gemeente",
        year=of_buurten["year"].max(),
        buurten_unknown=0,
        buurten_without_households=0,
    )
    table = pd.concat([of_buurten, of_gebieden, of_gemeente]).rename_axis("code").reset_index()
    columns = ["code", "name", "level", "year", *COUNTS, *_UNKNOWN]
    whole_numbers = dict.fromkeys(["year", *COUNTS], "Int64")
    result: pd.DataFrame = table[columns].astype(whole_numbers)
    return result
