import type { Frame } from "./frame";
import type { Paint } from "./batch";
import { EAST, NORTH, SIZE, SOUTH, WEST } from "./size";
import type { Site } from "./site";
import { cuts } from "./walls";

/** Where the trusses and the columns under them stand; none before the white wall. */
export const BAYS = [-17.75, -13.2, -8.8, -4.2, 0.4, 4.8, 9.2, 13.6, 17.75];
const SKYLIGHTS: [number, number][] = [[-5.2, -4], [6.6, 7.8]];
const [BOTTOM, TOP] = [5.45, 6.3];

/** Deck with strips of glass, trusses on columns, purlins, wind bracing. */
export function roof(site: Site): void {
  deck(site);
  const [steel, dark] = [site.paints.matt(0xdfe6e9), site.paints.matt(0xaab7bf)];
  for (const x of BAYS) {
    truss(site.still.at(x, 0, 0), steel);
    for (const [z, turn] of [[NORTH, 0], [SOUTH, 180]] as const) column(site.still.at(x, 0, z, turn), dark, site);
  }
  for (const z of [-8, -6, -3.2, -1, 1, 3.2, 5.4, 8.8]) site.still.box(dark, [SIZE.length, 0.14, 0.07], [0, TOP + 0.05, z]);
  for (let i = 0; i + 1 < BAYS.length; i += 2) brace(site.still, dark, BAYS[i]!, BAYS[i + 1]!);
}

function deck({ still, paints }: Site): void {
  const metal = paints.deck(0xe4eaec);
  // Light from below: the sunlit floor reaches it more than the sky's complement would.
  metal.colour.multiplyScalar(1.35);
  const strips = cuts([NORTH - 0.2, SOUTH + 0.2, -7, -2, 0, 2, 4.4, ...SKYLIGHTS.flat()]);
  const bays = cuts([WEST - 0.2, EAST + 0.2, ...BAYS.slice(1, -1)]);
  for (const [near, far] of strips)
    for (const [left, right] of bays) {
      const open = SKYLIGHTS.some(([a, b]) => near >= a - 1e-6 && far <= b + 1e-6);
      const gap = open ? 0.5 : 0;
      if (open) still.box(metal, [gap, 0.15, far - near], [left + gap / 2, SIZE.height, (near + far) / 2]);
      else still.box(metal, [right - left, 0.15, far - near], [(left + right) / 2, SIZE.height, (near + far) / 2]);
    }
  for (const [near, far] of SKYLIGHTS) for (let x = WEST; x <= EAST; x += 1.1) still.box(paints.matt(0xe9eef0), [0.05, 0.06, far - near], [x, SIZE.height, (near + far) / 2]);
}

function truss(frame: Frame, steel: Paint): void {
  frame.box(steel, [0.16, 0.12, SIZE.depth], [0, BOTTOM, 0]);
  frame.box(steel, [0.16, 0.12, SIZE.depth], [0, TOP, 0]);
  const step = 1.25;
  for (let z = NORTH; z < SOUTH - 0.1; z += step) {
    const up = Math.round((z - NORTH) / step) % 2 === 0;
    frame.bar(steel, 0.075, [0, up ? BOTTOM + 0.06 : TOP + 0.06, z], [0, up ? TOP + 0.06 : BOTTOM + 0.06, z + step]);
    frame.bar(steel, 0.055, [0, BOTTOM + 0.06, z], [0, TOP, z]);
  }
}

/** An I-section, its web towards the hall, with a striped guard at its foot. */
function column(frame: Frame, steel: Paint, { paints }: Site): void {
  frame.box(steel, [0.26, SIZE.height, 0.025], [0, 0, 0.27]);
  frame.box(steel, [0.03, SIZE.height, 0.27], [0, 0, 0.13]);
  frame.box(steel, [0.26, SIZE.height, 0.025], [0, 0, 0.02]);
  frame.box(paints.matt(0x7e8b92), [0.42, 0.03, 0.42], [0, 0, 0.16]);
  for (let i = 0; i < 6; i++) frame.box(paints.matt(i % 2 ? 0x2a2d2e : 0xe6b91e), [0.28, 0.16, 0.03], [0, 0.03 + 0.16 * i, 0.285]);
}

function brace(frame: Frame, steel: Paint, left: number, right: number): void {
  frame.rod(steel, 0.018, [left, TOP - 0.05, NORTH + 0.6], [right, TOP - 0.05, NORTH + 5], 6);
  frame.rod(steel, 0.018, [right, TOP - 0.05, NORTH + 0.6], [left, TOP - 0.05, NORTH + 5], 6);
  frame.rod(steel, 0.018, [left, TOP - 0.05, SOUTH - 0.6], [right, TOP - 0.05, SOUTH - 5], 6);
  frame.rod(steel, 0.018, [right, TOP - 0.05, SOUTH - 0.6], [left, TOP - 0.05, SOUTH - 5], 6);
}
