import type { Frame } from "./frame";
import { BAYS } from "./roof";
import type { Site } from "./site";

/** High-bay lamps in two rows between the trusses. */
export function lamps(site: Site): void {
  for (let i = 0; i + 1 < BAYS.length; i++)
    for (const z of [-2.4, 4.2]) lamp(site, site.still.at((BAYS[i]! + BAYS[i + 1]!) / 2, 5.05, z));
}

const SHADE: [number, number][] = [[0.27, 0], [0.28, 0.02], [0.2, 0.12], [0.13, 0.17], [0.12, 0.3], [0, 0.31]];

function lamp({ paints }: Site, frame: Frame): void {
  frame.turned(paints.gloss(0x4c555b), SHADE, [0, 0, 0], 20);
  frame.rod(paints.glow(0xfff6e6, 3.4), 0.25, [0, 0.005, 0], [0, 0.015, 0], 20);
  frame.rod(paints.matt(0x30363a), 0.012, [0, 0.3, 0], [0, 1.4, 0], 5);
}

/** A tube lamp over a work place, hung on two wires. */
export function tube({ paints }: Site, frame: Frame, length: number): void {
  frame.block(paints.gloss(0xe8ecee), [length, 0.07, 0.16], [0, 0, 0], 0.02);
  frame.box(paints.glow(0xf6fbff, 3), [length - 0.06, 0.02, 0.11], [0, -0.02, 0]);
  for (const x of [-0.4, 0.4]) frame.rod(paints.matt(0x4a5257), 0.005, [x * length, 0.07, 0], [x * length, 3.2, 0], 4);
}
