"""The table of sites, described as `geo.model.place_tables` describes the places."""

from __future__ import annotations

from dataclasses import replace

from geo.model.schema import SHARE, Field, Table, Type
from geo.planning.coverage.tables import AGE, KIND, LAT, LON, MINUTES, NAME, SPEED

SITES = Table(
    "sites",
    "Waar de volgende plekken het meest helpen",
    "Where the next places help most",
    (
        Field("rank", Type.INTEGER, "Volgorde: wat het meest geeft eerst", "What gives most first"),
        NAME,
        Field("buurt_code", Type.TEXT, "Code van de buurt", "Code of the buurt"),
        Field("buurt", Type.TEXT, "Buurt", "Buurt"),
        Field("gebied", Type.TEXT, "Gebied", "Gebied"),
        LAT,
        LON,
        Field(
            "uncertainty_m",
            Type.NUMBER,
            "Straal waarbinnen het punt in ongeveer 90 % van de gevallen ligt",
            "Radius that holds the point in about 90 % of cases",
            unit="m",
        ),
        Field(
            "people_gained",
            Type.INTEGER,
            "Wie er met deze plek een plek binnen bereik krijgt",
            "Who gets a place within reach by this site",
        ),
        Field(
            "people_gained_at_least",
            Type.INTEGER,
            "Wie van hen nu zeker geen plek binnen bereik heeft",
            "Who of them certainly has none within reach now",
        ),
        Field(
            "check_first",
            Type.TEXT,
            "De plek die het verschil maakt als zij open en dichtbij is",
            "The place that makes the difference if it is open and near",
        ),
        Field(
            "share_before",
            Type.NUMBER,
            "Deel van wie meetelt dat een plek binnen bereik heeft, voor deze plek",
            "Share of those who count with a place within reach, before this site",
            unit=SHARE,
        ),
        Field(
            "share_after",
            Type.NUMBER,
            "Deel van wie meetelt dat een plek binnen bereik heeft, met deze plek",
            "Share of those who count with a place within reach, with this site",
            unit=SHARE,
        ),
        MINUTES,
        KIND,
        replace(AGE, name="group"),
        SPEED,
        Field(
            "within",
            Type.TEXT,
            "Het district waarvan de mensen meetellen; leeg: de hele stad",
            "The district whose people count; empty: the whole city",
        ),
        Field("method", Type.TEXT, "Waarop is gekozen", "What was aimed at"),
        Field(
            "served_by",
            Type.TEXT,
            "Welke plekken al meetellen: bekende of alle mogelijke",
            "Which places count already: those known, or all that are possible",
            enum=("known", "possible"),
        ),
        Field("value", Type.NUMBER, "Wat de keuze haalt", "What the choice attains"),
        Field("bound", Type.NUMBER, "Wat geen keuze overtreft", "What no choice exceeds"),
        Field("gap", Type.NUMBER, "Verschil daartussen", "Gap between the two", unit=SHARE),
    ),
    key=("rank",),
    geometry="Point",
)
