import type { Paint } from "./batch";
import type { Frame } from "./frame";
import { EAST, NORTH, SIZE, SOUTH, WEST } from "./size";
import { type Site, subject } from "./site";

const THICK = 0.2;
const WAINSCOT = 1.15;
/** The heights at which the wall's light changes enough to be worth a vertex. */
const COURSES = [0, 0.12, 0.6, WAINSCOT, 1.22, 2.1, 3, 4.2, 5, 5.8, SIZE.height];
const WHITE = { left: -8, right: -4.5, top: 3 };

/** A hole in a wall: metres from the wall's middle to the right, and from the floor upwards. */
export interface Opening {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/** The frames of the four walls: x to the right of one who looks at it, z towards him. */
export function facing(still: Frame): Record<"north" | "east" | "south" | "west", Frame> {
  return { north: still.at(0, 0, NORTH), east: still.at(EAST, 0, 0, -90), south: still.at(0, 0, SOUTH, 180), west: still.at(WEST, 0, 0, 90) };
}

export const TALL: Opening[] = [-7.6, -3.8, 0, 3.8, 7.6].map((middle) => ({ left: middle - 1.25, right: middle + 1.25, bottom: 0.95, top: 5.4 }));
export const CLERESTORY: Opening[] = [-15.4, -11, -6.6, -2.2, 2.2, 6.6, 11, 15.4].map((middle) => ({ left: middle - 1.8, right: middle + 1.8, bottom: 4.5, top: 5.85 }));

/** Panel walls on a darker foot; one stretch in the south is plain white. */
export function walls(site: Site): void {
  const sides = facing(site.still);
  const coat = courses(site);
  wall(sides.north, SIZE.length, [], coat);
  wall(sides.west, SIZE.depth, [], coat);
  wall(sides.east, SIZE.depth, TALL, coat);
  wall(sides.south, SIZE.length, [...CLERESTORY, { left: -WHITE.right, right: -WHITE.left, bottom: 0, top: WHITE.top }], coat);
  plain(site, sides.south);
  subject(site, "white-wall", [WHITE.left, 0, SOUTH - 0.02], [WHITE.right, WHITE.top, SOUTH]);
}

/** In one piece across, so that no joint shows. */
function plain({ paints }: Site, south: Frame): void {
  const white = paints.plain(0xffffff);
  for (const [bottom, top] of cuts([0, 0.5, 1, 2, WHITE.top])) south.box(white, [WHITE.right - WHITE.left, top - bottom, THICK], [-(WHITE.left + WHITE.right) / 2, bottom, -THICK / 2]);
}

function courses({ paints }: Site): (x: number, y: number) => Paint {
  const [skirting, foot, stripe, upper] = [paints.matt(0x46535b), paints.panel(0x6f93ad), paints.matt(0x2c5f8f), paints.panel(0xf2f6f8)];
  return (_, y) => (y < 0.12 ? skirting : y < WAINSCOT ? foot : y < 1.22 ? stripe : upper);
}

function wall(frame: Frame, length: number, openings: Opening[], coat: (x: number, y: number) => Paint): void {
  const metres = Array.from({ length: length + 1 }, (_, i) => i - length / 2);
  const xs = cuts([...metres, ...openings.flatMap((hole) => [hole.left, hole.right])]);
  const ys = cuts([...COURSES, ...openings.flatMap((hole) => [hole.bottom, hole.top])]);
  for (const [left, right] of xs)
    for (const [bottom, top] of ys) {
      const [x, y] = [(left + right) / 2, (bottom + top) / 2];
      if (openings.some((hole) => x > hole.left && x < hole.right && y > hole.bottom && y < hole.top)) continue;
      frame.box(coat(x, y), [right - left, top - bottom, THICK], [x, bottom, -THICK / 2]);
    }
}

/** Neighbouring pairs of the sorted places, equal ones taken once. */
export function cuts(places: number[]): [number, number][] {
  const sorted = [...places].sort((a, b) => a - b);
  const single = sorted.filter((at, i) => i === 0 || at - sorted[i - 1]! > 1e-6);
  return single.slice(1).map((at, i) => [single[i]!, at]);
}
