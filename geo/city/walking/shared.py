"""One walking network in memory, shared by all who measure on it: it is large and never changes."""

from __future__ import annotations

import threading
from pathlib import Path
from weakref import WeakValueDictionary

from geo.city.profile import CityProfile
from geo.city.walking.mode import ON_FOOT, Mode
from geo.city.walking.network import Network
from geo.city.walking.table import FILE, read

_opening = threading.Lock()
_networks: WeakValueDictionary[tuple[Path, Mode], Network] = WeakValueDictionary()


def shared_network(reference: Path, mode: Mode = Mode.FOOT) -> Network:
    """Return the network of a folder, opened on first use and released when nobody holds it.

    Parameters
    ----------
    reference
        Folder with ``walking.parquet``, which must not change while anybody uses it. For a city
        that has no good one (`straight_only` in its `city.toml`) the network comes near nothing.
    mode
        Who walks or cycles on it. Those who may use the same edges share a network: a table that
        knows no steps has none of its own for people on wheels.

    Raises
    ------
    InputError
        As `geo.city.walking.network.Network.open`.
    """
    folder = reference.resolve()
    with _opening:
        network = _networks.get((folder, mode))
        if network is None:
            straight = CityProfile.around(folder).walking.straight_only
            if mode is Mode.STEP_FREE and (straight or not _has_steps(folder)):
                mode = Mode.FOOT
                network = _networks.get((folder, mode))
        if network is None:
            network = Network.nowhere() if straight else Network.open(folder, mode)
            _networks[folder, mode] = network
        return network


def _has_steps(folder: Path) -> bool:
    """Return whether there is an edge for people on foot that wheels cannot use."""
    modes = read(folder / FILE).modes
    return modes is not None and bool(((modes & ON_FOOT) == Mode.FOOT).any())
