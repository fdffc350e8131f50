"""The colours of a map as Chromium paints them, beside those of its legend.

Two pictures are taken: the page as it is, and with the areas of each shade in a colour that nothing
else has. The second tells in which pixels of the first an area lies open.
"""

import io
import math

import numpy as np
from PIL import Image

from geo.maps import shades

SHADES = (*shades.RAMP, shades.PLAIN)
MARKS = dict(
    zip(
        SHADES,
        [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (255, 0, 255), (0, 255, 255)],
        strict=True,
    )
)
"""Corners of the cube of colours: where two of them meet, no third one comes out."""
LEAST_SEEN, LEAST_SHARE = 20, 0.01
"""A colour of fewer pixels, or of a smaller share of them, may be that of an edge."""
FILL = """([areas, colours]) => {
    for (const [shade, selector] of Object.entries(areas))
        for (const area of document.querySelectorAll(selector))
            if (colours) area.style.setProperty("fill", colours[shade], "important");
            else area.style.removeProperty("fill");
}"""
BOXES = """(selectors) => selectors.map((selector) => {
    const box = document.querySelector(selector)?.getBoundingClientRect();
    return box?.width ? [box.x + scrollX, box.y + scrollY, box.width, box.height] : null;
})"""


def colours_of(page, frame, areas, legend):
    """Return by shade its colour in the legend, and which colours it has on the map.

    `frame` selects the map, `areas` and `legend` by shade what has it on the map and what shows it
    in the legend.
    """
    around, *swatches = page.evaluate(BOXES, [frame, *legend.values()])
    shown = {shade: box for shade, box in zip(legend, swatches, strict=True) if box}
    clip = _enclosing([around, *shown.values()])
    as_it_is = _picture(page, clip)
    page.evaluate(FILL, [areas, {shade: f"rgb{MARKS[shade]}" for shade in areas}])
    marked = _picture(page, clip)
    page.evaluate(FILL, [areas, None])
    of_legend, on_map = {}, {}
    for shade, (x, y, width, height) in shown.items():
        at = int(y + min(height / 2, 8) - clip["y"]), int(x + width / 2 - clip["x"])
        of_legend[shade] = tuple(as_it_is[at].tolist())
        seen = as_it_is[(marked == MARKS[shade]).all(axis=-1)]
        least = max(LEAST_SEEN, LEAST_SHARE * len(seen))
        frequent = {one for one, count in counted(seen).items() if count > least}
        if frequent:
            on_map[shade] = frequent
    return of_legend, on_map


def colours_under(page, selector):
    """Return the colours of what is painted where something stands on the page."""
    there = counted(_picture(page, _enclosing(page.evaluate(BOXES, [selector]))))
    return {one for one, count in there.items() if count > LEAST_SEEN}


def counted(pixels):
    """Count the colours of pixels."""
    colours, counts = np.unique(pixels.reshape(-1, 3), axis=0, return_counts=True)
    return dict(zip(map(tuple, colours.tolist()), counts.tolist(), strict=True))


def rgb(colour):
    """Return the parts of a colour of the palette."""
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _enclosing(boxes):
    left, top = (math.floor(min(box[side] for box in boxes)) for side in (0, 1))
    right, bottom = (math.ceil(max(box[side] + box[side + 2] for box in boxes)) for side in (0, 1))
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def _picture(page, clip):
    """Take a picture of a part of a page, also of what has to be scrolled to."""
    taken = page.screenshot(full_page=True, clip=clip)
    return np.asarray(Image.open(io.BytesIO(taken)).convert("RGB"))
