import { BOTTLE, COATS, LID, LID_AT } from "./bottle";
import { forklift } from "./forklift";
import type { Frame } from "./frame";
import { tube } from "./lamps";
import { pick, type Site, subject } from "./site";
import { carton, load, marks, pallet } from "./storage";
import { plate } from "./textures/documents";

/** A packing table with a taping machine, loaded pallets, a fork lift. */
export function packing(site: Site): void {
  const { still, random } = site;
  const printed = marks(site);
  table(site, still.at(10.35, 0, 6.95, 180), printed);
  for (const [i, x] of [8.75, 10.15, 11.55, 12.95].entries()) load(site, still.at(x, 0, 9.2, 180), 3 + ((i * 2) % 3), printed[i % printed.length]!);
  load(site, still.at(15.3, 0, 9.2, 180), 4, printed[4]!);
  const fork = still.at(13.75, 0, 7.35, 148);
  forklift(site, fork);
  load(site, fork.at(0, 0.14, 1.62), 2, printed[5]!);
  pallet(site, still.at(16.2, 0, 7.6, 4));
  pallet(site, still.at(16.2, 0.15, 7.6, 1));
  pallet(site, still.at(16.2, 0.3, 7.6, 6));
  for (let i = 0; i < 3; i++) carton(site, still.at(8.75 + 0.02 * i, 0.37 * i, 7.9, 180 + 6 * random()), [0.585, 0.365, 0.485], printed[i]!);
  tube(site, still.at(10.3, 3.35, 6.95), 1.8);
  subject(site, "packing", [8.4, 0, 6.4], [14.4, 2.2, 9.7]);
}

function table(site: Site, frame: Frame, printed: ReturnType<typeof marks>): void {
  const { paints } = site;
  frame.block(paints.wood(0xdcc199), [2.3, 0.05, 0.9], [0, 0.8, 0], 0.01);
  for (const x of [-1.05, 1.05]) for (const z of [-0.38, 0.38]) frame.box(paints.gloss(0x2f6fb0), [0.07, 0.8, 0.07], [x, 0, z]);
  frame.box(paints.steel(0xb9c0c4), [2.1, 0.02, 0.7], [0, 0.25, 0]);
  for (let i = 0; i < 3; i++) carton(site, frame.at(-0.7 + 0.7 * i, 0.27, 0), [0.5, 0.34, 0.42], printed[(i + 1) % printed.length]!);
  taper(site, frame.at(0.65, 0.85, 0), printed[0]!);
  open(site, frame.at(-0.62, 0.85, 0.05), printed[2]!);
  for (let i = 0; i < 5; i++) bottle(site, frame.at(-0.2 + 0.1 * i - 0.08, 0.85, 0.25 - 0.12 * (i % 2)));
}

function bottle({ paints, random }: Site, frame: Frame): void {
  frame.turned(paints.lacquer(pick(random, COATS)), BOTTLE, [0, 0, 0], 16).turned(paints.lacquer(0x24292d), LID, [0, LID_AT, 0], 16);
}

function taper(site: Site, frame: Frame, mark: ReturnType<typeof marks>[number]): void {
  const { paints, prints, random } = site;
  for (const z of [-0.34, 0.34]) frame.block(paints.gloss(0x3f8f76), [0.7, 0.18, 0.08], [0, 0.03, z], 0.02);
  for (let x = -0.32; x < 0.34; x += 0.08) frame.rod(paints.chrome(), 0.02, [x, 0.05, -0.3], [x, 0.05, 0.3], 8);
  for (const z of [-0.34, 0.34]) frame.box(paints.steel(), [0.06, 0.75, 0.05], [0.05, 0.1, z]);
  frame.block(paints.gloss(0x3f8f76), [0.42, 0.2, 0.74], [0.05, 0.72, 0], 0.03);
  frame.sheet(prints.draw(260, 80, plate(random, "CARTON SEALER 封箱", "#24564a")), 0.36, 0.12, [0.05, 0.82, 0.372]);
  carton(site, frame.at(-0.05, 0.07, 0), [0.5, 0.34, 0.42], mark);
}

/** A carton with its flaps up and bottles in paper inside. */
function open({ paints, random }: Site, frame: Frame, mark: ReturnType<typeof marks>[number]): void {
  const board = paints.board();
  frame.sheet(mark, 0.46, 0.26, [0, 0.15, 0.2455]);
  for (const z of [-0.24, 0.24]) frame.box(board, [0.58, 0.3, 0.008], [0, 0, z]).at(0, 0.3, z, 0, z > 0 ? 35 : -35).box(board, [0.58, 0.2, 0.006], [0, 0, 0]);
  for (const x of [-0.29, 0.29]) frame.box(board, [0.008, 0.3, 0.48], [x, 0, 0]).box(board, [0.006, 0.17, 0.44], [x * 1.06, 0.3, 0]);
  for (let i = 0; i < 12; i++) frame.turned(i % 3 ? paints.lacquer(pick(random, COATS)) : paints.matt(0xf3efe4), [[0, 0], [0.042, 0], [0.042, 0.26], [0.03, 0.3], [0, 0.3]], [-0.22 + 0.145 * (i % 4), 0.02, -0.15 + 0.15 * Math.floor(i / 4)], 12);
}
