// Where a latent vector stands on the map: two numbers lie flat, three are a cloud that is turned by two angles.
// A view is {points, middle, turn, box}: box = [left, right, top, bottom] holds all points before they are scaled.

/** Whether the points are a cloud. */
export const isCloud = ({ points }) => points[0]?.length === 3;

/** A place of the map as right, down and towards the viewer, before it is scaled to the screen. */
export function turned(point, { middle, turn: [yaw, pitch] }) {
  if (point.length < 3) return [point[0], -(point[1] ?? 0), 0];
  const [x, y, z] = point.map((value, axis) => value - middle[axis]);
  const across = x * Math.cos(yaw) + z * Math.sin(yaw), deep = -x * Math.sin(yaw) + z * Math.cos(yaw);
  return [across, -(y * Math.cos(pitch) - deep * Math.sin(pitch)), y * Math.sin(pitch) + deep * Math.cos(pitch)];
}

/** The place of a cloud that `turned` puts there. */
export function turnedBack([right, down, near], { middle, turn: [yaw, pitch] }) {
  const up = -down;
  const y = up * Math.cos(pitch) + near * Math.sin(pitch), deep = -up * Math.sin(pitch) + near * Math.cos(pitch);
  const x = right * Math.cos(yaw) - deep * Math.sin(yaw), z = right * Math.sin(yaw) + deep * Math.cos(yaw);
  return [x, y, z].map((value, axis) => value + middle[axis]);
}

/** The middle of the points, and the box that they never leave, however a cloud is turned. */
export function measured(points, turn) {
  const axes = points[0].map((_, axis) => points.map((point) => point[axis]));
  const middle = axes.map((values) => (Math.min(...values) + Math.max(...values)) / 2);
  if (isCloud({ points })) {
    const radius = Math.max(...points.map((point) => Math.hypot(...point.map((value, axis) => value - middle[axis]))));
    return { middle, box: [-radius, radius, -radius, radius] };
  }
  const flat = points.map((point) => turned(point, { middle, turn }));
  const [xs, ys] = [0, 1].map((axis) => flat.map((at) => at[axis]));
  return { middle, box: [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)] };
}

/** How a box fills a square of `size` pixels with a margin of a twentieth: {by, x, y}. */
export function scaled([left, right, top, bottom], size) {
  const margin = size * 0.05, by = (size - 2 * margin) / Math.max(right - left, bottom - top);
  return { by, x: size / 2 - (by * (left + right)) / 2, y: size / 2 - (by * (top + bottom)) / 2 };
}

/** Where a point is on a square of `size` pixels, and how near. */
export function onScreen(point, view, size) {
  const { by, x, y } = scaled(view.box, size), [right, down, near] = turned(point, view);
  return [x + by * right, y + by * down, near];
}

/** The place under a point of the screen; in a cloud, as deep in it as `place` is. */
export function placeAt(left, top, view, size, place) {
  const { by, x, y } = scaled(view.box, size), right = (left - x) / by, down = (top - y) / by;
  if (isCloud(view)) return turnedBack([right, down, turned(place, view)[2]], view);
  return [right, -down].slice(0, view.points[0].length);
}

/** The spot, [x, y], that is nearest to a point of the screen and nearer than `within`, or null. */
export function nearest(spots, left, top, within, isOffered = () => true) {
  let found = null, least = within;
  spots.forEach(([x, y], index) => {
    const distance = Math.hypot(x - left, y - top);
    if (distance < least && isOffered(index)) [found, least] = [index, distance];
  });
  return found;
}

/** The nearest spot that lies more in the direction of an arrow key than aside of it, or null. */
export function towards(spots, [x, y], way, from) {
  let found = null, least = Infinity;
  spots.forEach(([px, py], index) => {
    const along = (px - x) * way[0] + (py - y) * way[1];
    const aside = Math.abs((px - x) * way[1]) + Math.abs((py - y) * way[0]);
    if (index === from || along <= 1 || aside > along || along + 2 * aside >= least) return;
    [found, least] = [index, along + 2 * aside];
  });
  return found;
}
