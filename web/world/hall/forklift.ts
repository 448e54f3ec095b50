import type { Frame } from "./frame";
import type { Paint } from "./batch";
import type { Site } from "./site";
import { plate } from "./textures/documents";

/** A counterbalanced truck; its forks reach to z. */
export function forklift(site: Site, frame: Frame): void {
  const { paints, prints, random } = site;
  const [coat, dark] = [paints.gloss(0xe9a31f), paints.gloss(0x2d3439)];
  frame.block(coat, [1.08, 0.5, 1.5], [0, 0.3, -0.35], 0.08);
  frame.block(coat, [1.06, 0.5, 0.62], [0, 0.55, -0.85], 0.14);
  frame.block(dark, [1.1, 0.16, 1.3], [0, 0.2, -0.3], 0.03);
  frame.block(paints.matt(0x23282b), [0.5, 0.14, 0.5], [0, 0.86, -0.5], 0.05).block(paints.matt(0x23282b), [0.5, 0.55, 0.12], [0, 0.95, -0.78], 0.05);
  frame.rod(dark, 0.02, [0, 0.8, 0.1], [0, 1.15, -0.12], 8).at(0, 1.15, -0.12, 0, -60).ring(dark, 0.16, 0.014, [0, 0, 0]);
  cage(frame, dark);
  mast(frame, paints.gloss(0x3a4248), paints.steel(0x6e777c));
  for (const x of [-0.48, 0.48]) for (const [z, radius] of [[0.25, 0.3], [-0.85, 0.24]] as const) wheel(site, frame, x, z, radius);
  const name = prints.draw(260, 90, plate(random, "HY 2.5 t  叉车", "#8a5a10"));
  for (const [x, turn] of [[0.545, 90], [-0.545, -90]] as const) frame.at(x, 0.62, -0.35, turn).sheet(name, 0.6, 0.2, [0, 0, 0.003]);
  frame.rod(paints.glow(0xffa32e, 1.8), 0.05, [0, 2.13, -0.3], [0, 2.23, -0.3], 12);
}

function cage(frame: Frame, dark: Paint): void {
  for (const x of [-0.46, 0.46]) frame.bar(dark, 0.05, [x, 0.8, 0.28], [x, 2.08, 0.02]).bar(dark, 0.05, [x, 1, -0.95], [x, 2.08, -0.72]);
  for (const z of [0.02, -0.72]) frame.box(dark, [0.97, 0.05, 0.05], [0, 2.06, z]);
  for (let x = -0.46; x < 0.5; x += 0.184) frame.box(dark, [0.03, 0.03, 0.76], [x, 2.08, -0.35]);
}

function mast(frame: Frame, steel: Paint, fork: Paint): void {
  for (const x of [-0.34, 0.34]) frame.box(steel, [0.09, 2.1, 0.14], [x, 0.08, 0.62]);
  for (const y of [0.3, 1.2, 2.1]) frame.box(steel, [0.72, 0.07, 0.08], [0, y, 0.6]);
  frame.rod(fork, 0.035, [0, 0.2, 0.6], [0, 1.9, 0.6], 10);
  frame.box(steel, [0.95, 0.1, 0.06], [0, 0.5, 0.75]).box(steel, [0.95, 0.1, 0.06], [0, 0.22, 0.75]);
  for (const x of [-0.26, 0.26]) frame.box(fork, [0.11, 0.5, 0.04], [x, 0.12, 0.79]).box(fork, [0.11, 0.04, 1.1], [x, 0.1, 1.32]);
}

function wheel({ paints }: Site, frame: Frame, x: number, z: number, radius: number): void {
  frame.rod(paints.matt(0x1f2325), radius, [x - 0.1, radius, z], [x + 0.1, radius, z], 22);
  frame.rod(paints.gloss(0xd8d8d2), radius * 0.55, [x - 0.11, radius, z], [x + 0.11, radius, z], 16);
}
