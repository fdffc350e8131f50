"""What the commands that print figures of coverage say below them."""

from __future__ import annotations

from geo.city.credits import credit_sentences
from geo.city.profile import CityProfile
from geo.city.walking.detour import USUAL
from geo.model.settings import settings


def about_figures(page: str) -> str:
    """Say how distances are found, on which page of the docs, and who published what."""
    city = CityProfile.open(settings().city_folder())
    without = f" ({city.walking.without_en})" if city.walking.without_en else ""
    method = (
        f"Where there is no walking network{without} distances are straight lines times "
        f"{USUAL.factor} plus {USUAL.start_m:.0f} m. "
        f"Method: {page}."
    )
    return " ".join([method, *credit_sentences(city)])
