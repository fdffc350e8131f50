"""What the commands that print figures of coverage say below them."""

from __future__ import annotations

from geo.city.credits import credit_sentences
from geo.city.profile import CityProfile
from geo.city.walking.detour import USUAL
from geo.city.walking.shared import shared_network
from geo.model.settings import settings
from geo.planning.coverage.city import City


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


def wheels_note(city: City) -> str:
    """Say what people on wheels cannot use, as far as the network knows."""
    if city.network is shared_network(settings().reference):
        return "The network knows no steps: what wheels cannot use counts all the same."
    return "Without steps, stiles and turnstiles."
