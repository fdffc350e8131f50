"""The streets of a city, cut out of a larger extract."""

import geopandas as gpd
import osmium
import pytest
import shapely
from own_city import ROTTERDAM

from geo.model.errors import InputError
from geo.registers.osm import read_walking
from geo.registers.osm_cut import cut_streets

GEMEENTE = gpd.GeoDataFrame(
    {"code": ["GM0599"]}, geometry=[shapely.box(4.46, 51.91, 4.49, 51.93)], crs="EPSG:4326"
)


def write_extract(path, *, elsewhere=0):
    """Write a street within, one that leads out of the box, a canal, and streets far away."""
    places = {1: (4.47, 51.92), 2: (4.48, 51.92), 3: (4.70, 51.92), 4: (4.71, 51.92)}
    ways = [([1, 2], "highway", "residential"), ([2, 3, 4], "highway", "footway")]
    ways.append(([1, 4], "waterway", "canal"))
    for number in range(elsewhere):
        first = 10 + 2 * number
        places[first], places[first + 1] = (6.5, 53.2 + number / 1e6), (6.6, 53.2 + number / 1e6)
        ways.append(([first, first + 1], "highway", "residential"))
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for number, place in places.items():
            writer.add_node(osmium.osm.mutable.Node(id=number, location=place))
        for number, (nodes, key, value) in enumerate(ways, 1):
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags={key: value}))
    return path


def test_streets_of_the_city_are_kept_with_all_of_their_nodes(tmp_path):
    extract = write_extract(tmp_path / "netherlands.osm.pbf", elsewhere=50)
    part = tmp_path / "part.osm.pbf"
    assert cut_streets(extract, part, GEMEENTE, ROTTERDAM) == 2
    assert part.stat().st_size < extract.stat().st_size
    kept, whole = read_walking(part, ROTTERDAM), read_walking(extract, ROTTERDAM)
    assert (len(kept.x), len(kept.a)) == (4, 3)
    assert len(whole.x) == 104


def test_a_file_that_is_none_is_named(tmp_path):
    path = tmp_path / "a.osm.pbf"
    with pytest.raises(InputError, match=r"a\.osm\.pbf: found no such file"):
        cut_streets(path, tmp_path / "b.osm.pbf", GEMEENTE, ROTTERDAM)
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(InputError, match=r"a\.osm\.pbf: found a file that cannot be read"):
        cut_streets(path, tmp_path / "b.osm.pbf", GEMEENTE, ROTTERDAM)


def test_an_extract_of_elsewhere_is_refused(tmp_path):
    elsewhere = GEMEENTE.set_geometry([shapely.box(5.5, 51, 5.6, 51.1)]).set_crs("EPSG:4326")
    extract = write_extract(tmp_path / "a.osm.pbf")
    with pytest.raises(InputError, match="no street in the municipality"):
        cut_streets(extract, tmp_path / "b.osm.pbf", elsewhere, ROTTERDAM)
