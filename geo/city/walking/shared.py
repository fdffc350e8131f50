"""One walking network in memory, shared by all who measure on it: it is large and never changes."""

from __future__ import annotations

import threading
from pathlib import Path
from weakref import WeakValueDictionary

from geo.city.walking.network import Network

_opening = threading.Lock()
_networks: WeakValueDictionary[Path, Network] = WeakValueDictionary()


def shared_network(reference: Path) -> Network:
    """Return the network of a folder, opened on first use and released when nobody holds it.

    Parameters
    ----------
    reference
        Folder with ``walking.parquet``, which must not change while anybody uses it.

    Raises
    ------
    InputError
        As `geo.city.walking.network.Network.open`.
    """
    folder = reference.resolve()
    with _opening:
        network = _networks.get(folder)
        if network is None:
            network = _networks[folder] = Network.open(folder)
        return network
