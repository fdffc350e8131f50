"""What QGIS reads of the API, as JSON; run by the Python that QGIS belongs to.

QT_QPA_PLATFORM=offscreen python3 tests/clients/qgis_session.py http://127.0.0.1:8000/v1
"""

import json
import os
import sys

from qgis.core import QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer

COLLECTIONS = ("places", "gebieden", "buurten", "observations", "coverage")
BOX = QgsRectangle(4.46, 51.90, 4.50, 51.93)


def read(api, name, page_size, subset=""):
    """Read a collection through QGIS's own client."""
    address = f"url='{api}' typename='{name}' pagingEnabled='true' pageSize='{page_size}'"
    layer = QgsVectorLayer(address, name, "OAPIF")
    if not layer.isValid():
        raise SystemExit(f"QGIS cannot open {name}: {layer.dataProvider()}")
    if subset and not layer.setSubsetString(subset):
        raise SystemExit(f"QGIS does not take the filter {subset}")
    return layer


def told(features):
    """Tell ids and shapes."""
    return {
        one["id"]: None if one.geometry().isNull() else one.geometry().asWkt(8) for one in features
    }


def main(api):
    with_default_paths, with_windows = True, False
    QgsApplication.setPrefixPath("/usr", with_default_paths)
    application = QgsApplication([], with_windows)
    application.initQgis()
    found = {}
    for name in COLLECTIONS:
        layer = read(api, name, 1000)
        found[name] = {
            "crs": layer.crs().authid(),
            "all": told(layer.getFeatures()),
            "pages of 40": told(read(api, name, 40).getFeatures()),
            "box": told(read(api, name, 1000).getFeatures(QgsFeatureRequest(BOX))),
        }
    subset = "\"kind\" = 'huiskamer' AND \"status\" = 'open'"
    found["filtered"] = told(read(api, "places", 1000, subset).getFeatures())
    sys.stdout.write(json.dumps(found))
    sys.stdout.flush()
    os._exit(0)  # tearing QGIS down may crash once layers were read, when all is said and done


if __name__ == "__main__":
    main(sys.argv[1])
