"""Coverage of a country or a continent, tile by tile, in one process or on a cluster.

::

    inputs    the four files: places, people, network, districts
    grid      squares, their names, and what is near enough to matter for one
    tiling    the people and the network, written once by tile
    tile      one tile with a halo: the walks and sums of `geo.planning.coverage`
    workers   who does it: this process, or Dask
    country   all of it on one screen
    results   the sums as Parquet

What a halo has to hold, and why the sums are exactly those of one machine: docs/scale.md.
"""
