// Names of districts on the map that moves: as large as they are on the page, none over another, and
// none under a sign of a plan, the legend or a button. A name without room is left out.

/** Pixels that stay free around a name, and around what it makes way for. */
const ROOM = 2;
/** How far a name may go aside for a sign of a plan, in pixels. */
const ASIDE = 72;

// A box is [left, top, right, bottom].
const grown = (box, by) => box.map((edge, at) => (at < 2 ? edge - by : edge + by));
const moved = (box, step) => box.map((edge, at) => edge + step[at % 2]);
const clear = (one, other) =>
  one[0] > other[2] || one[2] < other[0] || one[1] > other[3] || one[3] < other[1];
const far = ([x, y]) => Math.abs(x + y);

/** Steps that take a box just past each of some others, the shortest first. */
function stepsAside(box, others) {
  const past = ([left, top, right, bottom]) => [
    [0, top - box[3]],
    [0, bottom - box[1]],
    [left - box[2], 0],
    [right - box[0], 0],
  ];
  const beyond = (step) => step.map((one) => one * 1.001);
  return others.flatMap(past).map(beyond).sort((one, other) => far(one) - far(other));
}

/** Answers what puts the names of a map in their places, and what forgets how large they are. */
export function names(svg) {
  let sizes = new WeakMap();

  /** The box of a text around its point, in pixels. */
  function size(text, k) {
    if (!sizes.has(text)) {
      const { x, y, width, height } = text.getBBox();
      const [left, top] = [x - text.getAttribute("x"), y - text.getAttribute("y")];
      sizes.set(text, [left, top, left + width, top + height].map((one) => one / k));
    }
    return sizes.get(text);
  }

  /** Place the names where a pixel of the page is `k` units of the map. */
  function place(k) {
    const toMap = svg.getScreenCTM().inverse();
    const boxOf = (one) => {
      const { left, top, right, bottom } = one.getBoundingClientRect();
      const corners = [new DOMPoint(left, top), new DOMPoint(right, bottom)];
      return corners.map((at) => at.matrixTransform(toMap)).flatMap(({ x, y }) => [x, y]);
    };
    const texts = [...svg.querySelectorAll("#names text")];
    for (const text of texts) text.classList.remove("no-wide", "no-narrow", "covered");
    const view = boxOf(svg);
    const inside = (box) => box.every((edge, at) => (at < 2 ? edge > view[at] : edge < view[at]));
    const signs = svg.querySelectorAll("#moves > g > *");
    const above = svg.parentNode.querySelectorAll(".legend, .zoom");
    const lying = [...signs, ...above].map((one) => grown(boxOf(one), ROOM * k));
    const taken = [];
    const steps = texts.map((text) => {
      const point = [+text.getAttribute("x"), +text.getAttribute("y")];
      const around = grown(size(text, k), ROOM).map((one) => one * k);
      const box = moved(around, point);
      const inTheWay = lying.filter((one) => !clear(box, one));
      const near = [[0, 0], ...stepsAside(box, inTheWay)].filter((step) => far(step) <= ASIDE * k);
      const step = near.find((one) => {
        const there = moved(box, one);
        return inside(there) && [...lying, ...taken].every((other) => clear(there, other));
      });
      if (step) taken.push(moved(box, step));
      return step;
    });
    // Written when all has been measured, so that the browser lays out once.
    texts.forEach((text, at) => {
      text.classList.toggle("covered", !steps[at]);
      if (steps[at]) text.setAttribute("transform", `translate(${steps[at]})`);
    });
  }

  return { place, forget: () => (sizes = new WeakMap()) };
}
