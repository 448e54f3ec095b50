import type { Frame } from "./frame";
import { between, pick, type Site } from "./site";
import { shippingMark } from "./textures/documents";

const BINS = [0x2f6fb0, 0x3f8f5c, 0xd8a62a, 0xb8423a, 0x8a949a];

/** Shelving with plastic bins, `width` metres wide, 2 m high. */
export function bins({ paints, random }: Site, frame: Frame, width: number): void {
  const post = paints.gloss(0x3d6f9e);
  for (const x of [-width / 2, 0, width / 2]) for (const z of [-0.22, 0.22]) frame.box(post, [0.05, 2, 0.05], [x, 0, z]);
  for (const y of [0.15, 0.62, 1.09, 1.56]) {
    frame.box(paints.steel(0xb9c0c4), [width, 0.03, 0.5], [0, y, 0]);
    for (let x = -width / 2 + 0.2; x < width / 2 - 0.1; x += 0.34) if (random() < 0.88) bin({ paints, random }, frame.at(x, y + 0.03, 0.03), pick(random, BINS));
  }
}

function bin({ paints, random }: Pick<Site, "paints" | "random">, frame: Frame, colour: number): void {
  const paint = paints.lacquer(colour);
  frame.box(paint, [0.28, 0.015, 0.4], [0, 0, 0]);
  for (const x of [-0.14, 0.14]) frame.box(paint, [0.012, 0.2, 0.4], [x, 0, 0]);
  frame.box(paint, [0.28, 0.12, 0.012], [0, 0, 0.2]);
  frame.box(paint, [0.28, 0.2, 0.012], [0, 0, -0.2]);
  frame.box(paints.matt(0xf3f1ea), [0.1, 0.05, 0.004], [0, 0.035, 0.208]);
  if (random() < 0.8) frame.block(paints.steel(pick(random, [0xc9ced1, 0x3a4146, 0xd6d2c6])), [0.24, 0.1, 0.34], [0, 0.02, 0], 0.04);
}

/** Bottle bodies standing in rows on a wheeled rack with three trays. */
export function bodies({ paints, random }: Site, frame: Frame): void {
  const tube = paints.gloss(0x4a90c8);
  for (const x of [-0.45, 0.45]) for (const z of [-0.3, 0.3]) frame.box(tube, [0.04, 1.35, 0.04], [x, 0.12, z]).ball(paints.matt(0x2a2f32), 0.06, [x, 0.06, z]);
  for (const y of [0.3, 0.75, 1.2]) {
    frame.box(paints.steel(0xb5bcc0), [0.94, 0.02, 0.64], [0, y, 0]);
    for (let x = -0.37; x < 0.4; x += 0.123) for (let z = -0.22; z < 0.3; z += 0.145) if (random() < 0.92) frame.turned(paints.chrome(), BODY, [x, y + 0.02, z], 9);
  }
}

const BODY: [number, number][] = [[0, 0], [0.037, 0], [0.037, 0.19], [0.026, 0.22], [0.026, 0.24], [0.022, 0.24]];

/** Lengths of steel tube on a rack with arms. */
export function tubes({ paints, random }: Site, frame: Frame): void {
  for (const x of [-0.9, 0.9]) frame.box(paints.gloss(0x2f5f8f), [0.1, 1.7, 0.1], [x, 0, -0.25]).box(paints.gloss(0x2f5f8f), [0.12, 0.08, 0.7], [x, 0, 0]);
  for (const y of [0.35, 0.8, 1.25]) {
    for (const x of [-0.9, 0.9]) frame.box(paints.gloss(0xe3b51c), [0.06, 0.06, 0.5], [x, y, 0]);
    for (let i = 0; i < 12; i++) frame.rod(paints.chrome(), 0.033, [-1.3 + 0.1 * random(), y + 0.1 + 0.06 * (i % 2), -0.18 + 0.034 * i], [1.3 + 0.1 * random(), y + 0.1 + 0.06 * (i % 2), -0.18 + 0.034 * i], 9);
  }
}

/** Boards on blocks, 1.2 by 1 m; what lies on it starts at 0.15 m. */
export function pallet({ paints, random }: Site, frame: Frame): void {
  const tint = (): ReturnType<typeof paints.wood> => paints.wood(pick(random, [0xd2ab77, 0xc79f6b, 0xdab888]));
  for (const z of [-0.44, 0, 0.44]) {
    frame.box(tint(), [1.2, 0.022, 0.1], [0, 0, z]);
    for (const x of [-0.54, 0, 0.54]) frame.box(tint(), [0.12, 0.09, 0.1], [x, 0.022, z]);
  }
  for (let i = 0; i < 7; i++) frame.box(tint(), [0.13, 0.022, 1], [-0.53 + i * 0.177, 0.128, 0]);
}

/** The marks of this season's shipments, shared by all cartons. */
export function marks({ prints, random }: Site): ReturnType<Site["prints"]["draw"]>[] {
  const orders = [["VB-500", "HAMBURG"], ["CM-350", "ROTTERDAM"], ["FJ-480", "LOS ANGELES"], ["CS-03", "SANTOS"], ["LT-220", "FELIXSTOWE"], ["KT-1200", "BUSAN"]] as const;
  return orders.map(([article, port]) => prints.draw(400, 260, shippingMark(random, article, port)));
}

/** One closed carton with its print on both long sides, tape along the top. */
export function carton(site: Site, frame: Frame, [width, height, depth]: [number, number, number], mark: ReturnType<typeof marks>[number]): void {
  const board = site.paints.board(pick(site.random, [0xcfa46c, 0xc89b62, 0xd6ae78, 0xc19258]));
  frame.box(board, [width, height, depth], [0, 0, 0]);
  for (const [z, turn] of [[depth / 2, 0], [-depth / 2, 180]] as const) frame.at(0, height / 2, z, turn).sheet(mark, width * 0.86, height * 0.74, [0, 0, 0.003]);
  frame.box(site.paints.lacquer(0xd9c79b), [0.05, 0.002, depth + 0.004], [0, height, 0]);
}

/** A loaded pallet: layers of two by two cartons, not quite true. */
export function load(site: Site, frame: Frame, layers: number, mark: ReturnType<typeof marks>[number]): void {
  const { random, paints } = site;
  pallet(site, frame);
  for (let layer = 0; layer < layers; layer++)
    for (const x of [-0.3, 0.3])
      for (const z of [-0.25, 0.25]) {
        if (layer === layers - 1 && random() < 0.2) continue;
        carton(site, frame.at(x + between(random, -0.01, 0.01), 0.15 + layer * 0.37, z, between(random, -1.5, 1.5)), [0.585, 0.365, 0.485], mark);
      }
  if (layers > 2) for (const x of [-0.32, 0.32]) frame.box(paints.lacquer(0x2f6fb0), [0.025, layers * 0.37, 1.0], [x, 0.15, 0]);
}
