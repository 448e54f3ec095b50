import { COATS } from "./bottle";
import type { Frame } from "./frame";
import { bins } from "./storage";
import { NORTH } from "./size";
import type { Site } from "./site";
import { clockFace } from "./textures/documents";
import { banner, NOTICES, sign, whiteboard, worldMap } from "./textures/posters";
import { facing } from "./walls";

const SIGNS = [
  ["1", "MACHINING", "机加工车间", "#24567f", -13.3, -7.3, 0, 3.1],
  ["2", "ASSEMBLY LINE", "装配线", "#2f7f6a", -0.5, -7.2, 0, 3.05],
  ["3", "TEST BENCH", "检测台", "#9a2f28", 10.9, -7.2, 0, 3.1],
  ["4", "PACKING", "包装区", "#8a5a10", 12.3, 8.5, 180, 2.95],
  ["6", "CERTIFICATES", "资质证书", "#5a4a7f", -13.6, 7.72, 180, 2.58],
] as const;

/** Station signs, banners, notices, boards and the clock. */
export function hangings(site: Site): void {
  for (const [number, title, chinese, colour, x, z, turn, y] of SIGNS) hung(site, site.still.at(x, y, z, turn), site.prints.draw(640, 124, sign(number, title, chinese, colour)), z > 7 && z < 8);
  banners(site);
  notices(site);
  north(site);
  west(site);
}

function hung({ paints }: Site, frame: Frame, print: ReturnType<Site["prints"]["draw"]>, fixed: boolean): void {
  frame.block(paints.gloss(0xdfe6e9), [2.3, 0.48, 0.05], [0, 0, 0], 0.012).sheet(print, 2.24, 0.434, [0, 0.24, 0.027]);
  frame.at(0, 0, 0, 180).sheet(print, 2.24, 0.434, [0, 0.24, 0.027]);
  if (!fixed) for (const x of [-0.95, 0.95]) frame.rod(paints.matt(0x39424a), 0.008, [x, 0.48, 0], [x, 3.2, 0], 5);
}

function banners({ still, prints }: Site): void {
  const { west, south } = facing(still);
  const quality = prints.draw(1500, 130, banner("QUALITY FIRST", "质量第一"));
  still.at(4.75, 3.72, NORTH + 0.62).sheet(quality, 6.6, 0.6, [0, 0, 0]);
  still.at(14.9, 3.72, NORTH + 0.62).sheet(prints.draw(1300, 130, banner("TEST EVERY BOTTLE", "只只检测", "#1f5f9c")), 5, 0.52, [0, 0, 0]);
  still.at(-8.9, 3.72, NORTH + 0.62).sheet(prints.draw(1300, 130, banner("SAFETY IS NO ACCIDENT", "安全生产", "#2c7d4d")), 5, 0.52, [0, 0, 0]);
  west.sheet(prints.draw(1100, 130, banner("WELCOME TO HAIYUE", "欢迎光临")), 6, 0.7, [0, 5, 0.06]);
  south.sheet(prints.draw(1000, 130, banner("ON TIME, EVERY TIME", "准时交货", "#24567f")), 4.6, 0.55, [-8.3, 3.6, 0.34]);
}

function notices({ still, prints, random, paints }: Site): void {
  const drawn = NOTICES.map((draw) => prints.draw(330, 450, draw));
  const { north, south, west, east } = facing(still);
  const hang = (wall: Frame, x: number, i: number, y = 1.95): void => {
    const tilt = wall.at(x, y + 0.05 * (random() - 0.5), 0.012);
    tilt.box(paints.steel(), [0.7, 0.94, 0.02], [0, -0.47, 0]).sheet(drawn[i % drawn.length]!, 0.66, 0.9, [0, 0, 0.014]);
  };
  [-15, -12.4, -7.6, -6.6, -0.4, 2.2, 6.7, 7.5, 8.3, 15.3].forEach((x, i) => hang(north, x, i * 5 + 1, 2.45));
  [-15.9, -12.1, -8.1, -6.4, 4.3].forEach((x, i) => hang(south, x, i + 2));
  [-8.4, -5, -4.1, 3.6, 4.6, 8.3].forEach((x, i) => hang(west, x, i * 5, 2));
  [-5.7, -1.9, 1.9, 5.7].forEach((x, i) => hang(east, x, i + 1, 2));
}

function north(site: Site): void {
  const { still, prints, paints, random } = site;
  const wall = facing(still).north;
  wall.box(paints.steel(), [2, 1.26, 0.03], [5.0, 1.62, 0.02]).sheet(prints.draw(680, 430, whiteboard(random)), 1.9, 1.18, [5.0, 2.25, 0.04]);
  wall.sheet(prints.draw(720, 400, worldMap), 1.5, 0.83, [-1.6, 2.8, 0.02]);
  clock(site, wall.at(-4.9, 3.1, 0.03));
  for (const x of [-3.4, -1.2, 1, 5.6]) bins(site, still.at(x, 0, NORTH + 0.75), 2);
  for (const x of [11, 13]) bins(site, still.at(x, 0, NORTH + 0.75), 1.9);
}

function clock({ paints, prints }: Site, frame: Frame): void {
  frame.rod(paints.gloss(0x2d3a44), 0.3, [0, 0, 0], [0, 0, 0.05], 30);
  frame.sheet(prints.draw(200, 200, clockFace), 0.4, 0.4, [0, 0, 0.055]);
}

/** The gate at the end of the aisle: a roller door between posts, bollards before it. */
function west(site: Site): void {
  const { paints, still } = site;
  const wall = facing(still).west;
  wall.at(0, 0, 0.04).box(paints.gloss(0x86a9c2), [4.2, 3.9, 0.05], [0, 0, 0]);
  for (let y = 0.1; y < 3.9; y += 0.26) wall.box(paints.gloss(0xa3c0d4), [4.2, 0.17, 0.025], [0, y, 0.075]);
  for (const x of [-2.2, 2.2]) wall.box(paints.gloss(0x4b5a64), [0.2, 4, 0.16], [x, 0, 0.08]);
  wall.block(paints.gloss(0x4b5a64), [4.7, 0.5, 0.4], [0, 3.95, 0.2], 0.05);
  for (const x of [-2.6, 2.6]) bollard(site, wall.at(x, 0, 0.6));
  for (const x of [-1.5, 1.5]) bollard(site, still.at(17.5, 0, x));
  wall.block(paints.lacquer(COATS[1]!), [0.1, 0.1, 0.06], [2.6, 1.3, 0.03], 0.02);
}

function bollard({ paints }: Site, frame: Frame): void {
  for (let i = 0; i < 5; i++) frame.rod(paints.gloss(i % 2 ? 0x23282a : 0xe6b91e), 0.08, [0, 0.2 * i, 0], [0, 0.2 * (i + 1), 0], 14);
}
