// Our own streets upon the map, once it is near enough to read them: the tiles of the other maps.

const NEAR = 130;
const MOST = 48;

/** Draw the streets of what is in view, and take away those that have gone out of it. */
export function streets({ svg, changed }) {
  const layer = document.getElementById("streets");
  const { west, north, scale, streets: address } = svg.dataset;
  const drawn = new Map();

  changed((view, k) => {
    const first = [view.x, view.y].map((at, axis) => Math.floor(at / scale + +[west, north][axis]));
    const last = [view.x + view.width, view.y + view.height].map((at, axis) =>
      Math.floor(at / scale + +[west, north][axis]),
    );
    const number = (last[0] - first[0] + 1) * (last[1] - first[1] + 1);
    const wanted = new Set();
    if (scale / k >= NEAR && number <= MOST)
      for (let column = first[0]; column <= last[0]; column += 1)
        for (let row = first[1]; row <= last[1]; row += 1) wanted.add(`${column}/${row}`);
    for (const [key, image] of drawn)
      if (!wanted.has(key)) {
        image.remove();
        drawn.delete(key);
      }
    for (const key of wanted) {
      if (drawn.has(key)) continue;
      const [column, row] = key.split("/").map(Number);
      const image = document.createElementNS("http://www.w3.org/2000/svg", "image");
      const at = { x: (column - west) * scale, y: (row - north) * scale, width: scale, height: scale };
      for (const [name, value] of Object.entries(at)) image.setAttribute(name, value);
      image.setAttribute("href", `${address}${key}.svg`);
      layer.append(image);
      drawn.set(key, image);
    }
  });
}
