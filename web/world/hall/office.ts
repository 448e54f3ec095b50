import type { Frame } from "./frame";
import { plant } from "./plants";
import { pick, type Site, subject } from "./site";
import { CERTIFICATES, certificate, screen } from "./textures/documents";
import { calendar, whiteboard, worldMap } from "./textures/posters";

const FRONT = 7.8;

/** A corner walled off: certificates outside on its wall, desks behind its window. The frame of
 * the wall looks north; x runs to the west. */
export function office(site: Site): void {
  const frame = site.still.at(-13.1, 0, FRONT, 180);
  partition(site, frame);
  certificates(site, frame);
  room(site, frame);
  site.still.at(-8.35, 0, 8.9, 90).box(site.paints.matt(0xf1efe8), [2.2, 3, 0.1], [0, 0, -0.05]).sheet(site.prints.draw(760, 420, worldMap), 1.9, 1.05, [0, 1.75, 0.005]);
  plant(site, frame.at(-3.9, 0, 0.45), 1.5);
  plant(site, frame.at(1.75, 0, 0.4), 1.15);
  bench(site, frame.at(-0.4, 0, 0.42));
  cooler(site, frame.at(-2.75, 0, 0.25));
  cupboard(site, frame.at(4.2, 0, 0.28));
  subject(site, "certificates", [-14.75, 1.05, FRONT - 0.06], [-11.15, 2.45, FRONT]);
}

function partition({ paints, prints }: Site, frame: Frame): void {
  const [wall, foot, trim] = [paints.matt(0xf1efe8), paints.panel(0x8fb0a4), paints.gloss(0x3f5f6f)];
  const piece = (left: number, right: number, bottom: number, top: number): Frame => frame.box(bottom < 0.9 && top <= 0.9 ? foot : wall, [right - left, top - bottom, 0.12], [(left + right) / 2, bottom, -0.06]);
  for (const [left, right] of [[-3.45, 2], [-4.7, -4.55], [4.7, 4.9]] as const) piece(left, right, 0, 0.9), piece(left, right, 0.9, 3);
  piece(2, 4.7, 0, 0.9);
  piece(2, 4.7, 2.3, 3);
  piece(-4.55, -3.45, 2.25, 3);
  frame.box(trim, [9.7, 0.06, 0.16], [0.1, 3, -0.06]).box(trim, [8.4, 0.05, 0.015], [0.7, 0.9, 0.008]);
  for (const x of [2, 3.35, 4.7]) frame.box(trim, [0.06, 1.4, 0.14], [x, 0.9, -0.06]);
  for (const y of [0.9, 2.26]) frame.box(trim, [2.7, 0.05, 0.14], [3.35, y, -0.06]);
  frame.box(paints.glass(), [2.6, 1.34, 0.01], [3.35, 0.93, -0.06]);
  frame.block(paints.wood(0xc79a66), [1.06, 2.2, 0.06], [-4, 0.02, -0.05], 0.01).rod(paints.chrome(), 0.014, [-3.62, 1.05, 0.02], [-3.62, 1.2, 0.02], 8);
  const name = prints.draw(300, 90, (pen, width, height) => {
    pen.fillStyle = "#3f5f6f";
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = "#fff";
    pen.font = 'bold 44px "Noto Sans CJK SC"';
    pen.textAlign = "center";
    pen.fillText("OFFICE 办公室", width / 2, height * 0.66);
  });
  frame.sheet(name, 0.7, 0.21, [-4, 1.75, 0.0]);
}

function certificates({ paints, prints, random }: Site, frame: Frame): void {
  frame.block(paints.matt(0x3d6268), [3.9, 1.7, 0.03], [-0.32, 0.82, 0], 0.008);
  for (const y of [0.82, 2.5]) frame.box(paints.wood(0xc79a66), [3.94, 0.035, 0.05], [-0.32, y, 0.01]);
  CERTIFICATES.forEach((what, i) => {
    const [x, y] = [-1.68 + 0.9 * (i % 4) + 0.02 * (random() - 0.5), i < 4 ? 2.06 : 1.28];
    const wide = i % 4 === 3 || i % 4 === 1;
    const [width, height] = wide ? [0.8, 0.62] : [0.56, 0.7];
    frame.box(paints.wood(pick(random, [0x8a5a34, 0x6e4a2c, 0xb08a4a])), [width + 0.06, height + 0.06, 0.03], [x, y - height / 2 - 0.03, 0.035]);
    frame.sheet(prints.draw(Math.round(width * 560), Math.round(height * 560), certificate(random, what)), width, height, [x, y, 0.053]);
  });
}

/** A low bench with a model's base and magazines, under the certificates. */
function bench({ paints }: Site, frame: Frame): void {
  frame.block(paints.matt(0x4f7c86), [1.7, 0.16, 0.5], [0, 0.32, 0], 0.05);
  for (const x of [-0.7, 0.7]) frame.box(paints.steel(), [0.05, 0.32, 0.4], [x, 0, 0]);
}

/** A water dispenser with its bottle upside down. */
function cooler({ paints }: Site, frame: Frame): void {
  frame.block(paints.gloss(0xf2f4f4), [0.34, 0.95, 0.34], [0, 0.02, 0], 0.03);
  frame.box(paints.matt(0x39454c), [0.24, 0.22, 0.01], [0, 0.62, 0.17]);
  for (const [x, colour] of [[-0.06, 0x2f6fb0], [0.06, 0xc8372f]] as const) frame.box(paints.lacquer(colour), [0.04, 0.04, 0.05], [x, 0.78, 0.19]);
  frame.turned(paints.lacquer(0x8fc4dc), [[0.05, 0], [0.06, 0.06], [0.13, 0.12], [0.135, 0.36], [0.1, 0.4], [0, 0.4]], [0, 0.96, 0], 18);
}

/** A glazed cupboard with cups that were won. */
function cupboard({ paints, random }: Site, frame: Frame): void {
  frame.block(paints.wood(0xb98d5c), [1.1, 0.8, 0.4], [0, 0, 0], 0.01).box(paints.matt(0xf1efe8), [1.06, 0.02, 0.4], [0, 0.8, 0]);
  for (let i = 0; i < 4; i++) {
    const [x, size] = [-0.38 + 0.25 * i, 0.8 + 0.5 * random()];
    frame.turned(paints.chrome(0xd8b04a), ([[0.06, 0], [0.05, 0.03], [0.012, 0.06], [0.012, 0.1], [0.06, 0.16], [0.07, 0.24], [0.06, 0.24]] as [number, number][]).map(([r, y]) => [r * size, y * size]), [x, 0.82, 0], 16);
  }
  frame.box(paints.steel(), [0.02, 0.16, 0.02], [0.06, 0.45, 0.21]).box(paints.matt(0x7a5a38), [0.008, 0.76, 0.006], [0, 0.02, 0.202]);
}

function room(site: Site, frame: Frame): void {
  const { paints, prints, random } = site;
  desk(site, frame.at(3.5, 0, -0.85, 180));
  desk(site, frame.at(1, 0, -1.2, 160));
  const wall = frame.at(0, 0, -2.18);
  wall.box(paints.matt(0xf4f2ec), [9.6, 3, 0.04], [0.1, 0, -0.02]);
  wall.sheet(prints.draw(560, 360, whiteboard(random)), 1.5, 0.96, [3, 1.6, 0.01]).sheet(prints.draw(300, 240, calendar), 0.55, 0.44, [4.2, 1.75, 0.01]);
  for (let i = 0; i < 3; i++) wall.block(paints.gloss(0xc9d0d2), [0.5, 1.3, 0.45], [-1.6 + 0.52 * i, 0, 0.24], 0.015);
  frame.box(paints.glow(0xfdf6e6, 2.2), [1.2, 0.03, 0.3], [3.3, 2.85, -1.1]);
}

function desk({ paints, prints, random }: Site, frame: Frame): void {
  frame.block(paints.wood(0xd8b98e), [1.5, 0.04, 0.7], [0, 0.7, 0], 0.01);
  for (const x of [-0.68, 0.68]) frame.box(paints.gloss(0xe4e7e6), [0.04, 0.7, 0.6], [x, 0, 0]);
  frame.block(paints.matt(0x22282c), [0.56, 0.34, 0.03], [-0.2, 0.86, -0.15], 0.01).box(paints.matt(0x22282c), [0.05, 0.14, 0.04], [-0.2, 0.74, -0.17]);
  frame.sheet(prints.draw(260, 160, screen(random, "ORDERS 订单")), 0.52, 0.3, [-0.2, 1.03, -0.133]);
  frame.block(paints.matt(0x353c41), [0.42, 0.02, 0.14], [-0.2, 0.74, 0.12], 0.006);
  for (let i = 0; i < 5; i++) frame.box(paints.matt(pick(random, [0xb5302b, 0x2f6fb0, 0xe0b022, 0x3f8f5c])), [0.05, 0.3, 0.22], [0.35 + 0.055 * i, 0.74, -0.15]);
  frame.block(paints.matt(0x2b3f55), [0.46, 0.08, 0.44], [-0.15, 0.45, 0.55], 0.03).block(paints.matt(0x2b3f55), [0.44, 0.5, 0.06], [-0.15, 0.6, 0.76], 0.03);
  frame.rod(paints.chrome(), 0.025, [-0.15, 0.05, 0.55], [-0.15, 0.45, 0.55], 8);
}
