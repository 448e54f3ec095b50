import type { Frame } from "./frame";
import { NORTH, SOUTH } from "./size";
import { between, pick, type Site } from "./site";

/** Pipes, cable trays, ducts and boxes along the walls and under the trusses. */
export function services(site: Site): void {
  pipes(site);
  tray(site, site.still.at(0, 4.35, NORTH + 0.5));
  duct(site);
  for (let i = 0; i < 9; i++) socket(site, site.still.at(-16.6 + i * 4.1 + between(site.random, -0.4, 0.4), 0, NORTH + 0.01));
  for (const x of [-4.45, 16.9]) site.still.rod(site.paints.gloss(0xe3e8ea), 0.06, [x, 0, SOUTH - 0.1], [x, 4.5, SOUTH - 0.1], 10);
  for (const x of [-16.6, -15.7, 16.4]) cabinet(site, site.still.at(x, 0, NORTH + 0.25));
}

function pipes({ still, paints }: Site): void {
  const rows = [[4.9, 0.055, 0x3f8f5c], [4.72, 0.04, 0x2f6fb0], [4.58, 0.03, 0xd8b02a]] as const;
  for (const [y, radius, colour] of rows) {
    still.rod(paints.gloss(colour), radius, [-17.8, y, NORTH + 0.36], [17.8, y, NORTH + 0.36], 10);
    for (let x = -15.5; x < 17; x += 4.4) still.rod(paints.steel(), radius + 0.012, [x - 0.04, y, NORTH + 0.36], [x + 0.04, y, NORTH + 0.36], 10);
  }
  for (const x of [-13.9, -9.6, -1.3, 3.4, 12.4]) {
    still.rod(paints.gloss(0x2f6fb0), 0.03, [x, 4.72, NORTH + 0.36], [x, 1.3, NORTH + 0.36], 8);
    still.rod(paints.gloss(0xc8372f), 0.05, [x, 1.5, NORTH + 0.36], [x, 1.56, NORTH + 0.36], 10);
  }
  still.rod(paints.gloss(0xc33a31), 0.06, [-17.8, 6.1, 8.6], [17.8, 6.1, 8.6], 10);
  for (let x = -16; x < 17; x += 3.2) still.rod(paints.chrome(), 0.02, [x, 6.1, 8.6], [x, 5.95, 8.6], 6, 0.03);
}

function tray({ paints }: Site, frame: Frame): void {
  const steel = paints.steel(0xb9c0c4);
  for (const z of [-0.15, 0.15]) frame.box(steel, [35.4, 0.09, 0.015], [0, 0, z]);
  for (let x = -17.5; x < 17.6; x += 0.5) frame.box(steel, [0.03, 0.012, 0.3], [x, 0, 0]);
  const cables = [0x23282b, 0x23282b, 0x5a6268, 0xc46a2a, 0x2c5f8f];
  cables.forEach((colour, i) => frame.rod(paints.matt(colour), 0.022, [-17.6, 0.035, -0.11 + 0.055 * i], [17.6, 0.035, -0.11 + 0.055 * i], 6));
}

/** An air duct under the southern half of the roof with its outlets. */
function duct({ still, paints }: Site): void {
  const tin = paints.steel(0xc6ccd0);
  still.rod(tin, 0.34, [-17.6, 5, 7.4], [9, 5, 7.4], 20);
  for (let x = -16; x < 9; x += 1.6) still.rod(paints.steel(0xaab2b7), 0.352, [x, 5, 7.4], [x + 0.05, 5, 7.4], 20);
  for (let x = -15; x < 9; x += 3.2) still.box(paints.matt(0x6f7a80), [0.5, 0.1, 0.26], [x, 4.6, 7.4]);
  for (let x = -17; x < 9; x += 3.2) still.rod(paints.matt(0x6f7a80), 0.01, [x, 5.3, 7.4], [x, 6.4, 7.4], 5);
}

function socket({ paints, random }: Site, frame: Frame): void {
  frame.block(paints.gloss(0xe2e6e8), [0.18, 0.26, 0.07], [0, 1.35, 0.03], 0.02);
  frame.block(paints.gloss(pick(random, [0x2f6fb0, 0xc8372f])), [0.09, 0.09, 0.06], [0, 1.4, 0.08], 0.02);
  frame.rod(paints.matt(0xc4cacc), 0.014, [0, 1.6, 0.03], [0, 4.3, 0.03], 6);
}

function cabinet({ paints }: Site, frame: Frame): void {
  frame.block(paints.gloss(0xd9dedf), [0.8, 1.95, 0.45], [0, 0.1, 0.02], 0.015);
  frame.box(paints.matt(0x343b40), [0.8, 0.1, 0.42], [0, 0, 0.02]);
  frame.box(paints.matt(0x8b959a), [0.008, 1.85, 0.01], [0, 0.15, 0.25]);
  frame.block(paints.matt(0x2b3135), [0.03, 0.16, 0.03], [0.07, 1.1, 0.26], 0.008);
  for (let i = 0; i < 3; i++) frame.rod(paints.glow([0x45d06a, 0xf0b429, 0xe0483c][i]!, 1.2), 0.018, [-0.22 + 0.09 * i, 1.82, 0.245], [-0.22 + 0.09 * i, 1.82, 0.265], 10);
  for (let i = 0; i < 6; i++) frame.box(paints.matt(0x9aa3a7), [0.26, 0.012, 0.006], [0.2, 0.4 + 0.04 * i, 0.246]);
  frame.rod(paints.matt(0x6b757b), 0.05, [0.2, 2.05, 0], [0.2, 4.35, 0.1], 8);
}
