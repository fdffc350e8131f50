"""One walking network in memory for all who measure on it: it is large, and never changes."""

from __future__ import annotations

import threading
from pathlib import Path
from weakref import WeakValueDictionary

from geo.city.walking.network import Network

_opening = threading.Lock()
_networks: WeakValueDictionary[Path, Network] = WeakValueDictionary()


def shared_network(reference: Path) -> Network:
    """Give the network of a folder, opened at the first question and let go when nobody holds it.

    Parameters
    ----------
    reference
        Folder with ``walking.parquet``, which does not change as long as anybody uses it.

    Returns
    -------
    Network
        The same object for the same folder.

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
