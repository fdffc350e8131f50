"""Files as people have them, and what is read of them."""

import json

import orjson

from geo.collections.reading import read_layers
from geo.release.layer_tables import LAYERS


def feature(properties, coordinates=(4.48, 51.92), **members):
    shape = coordinates and {"type": "Point", "coordinates": list(coordinates)}
    return {"type": "Feature", "properties": properties, "geometry": shape, **members}


def geojson(path, *features, **members):
    collection = {"type": "FeatureCollection", "features": list(features), **members}
    path.write_text(json.dumps(collection))
    return path


def read(*paths, **options):
    """Read files; gives their layers and what was said of them."""
    said = []
    layers = read_layers(paths, taken=LAYERS, say=said.append, **options)
    return layers, said


def properties(layer):
    return [orjson.loads(one)["properties"] for one in layer.features]


def geometries(layer):
    return [orjson.loads(one)["geometry"] for one in layer.features]
