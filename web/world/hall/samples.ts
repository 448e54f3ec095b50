import type { Frame } from "./frame";
import { COATS } from "./bottle";
import { GOODS, shelfRow } from "./goods";
import { plant } from "./plants";
import { pick, type Site, subject } from "./site";
import { productSheet } from "./textures/posters";
import { write } from "./textures/canvas";

const WIDTH = 7.2;

/** An open room in the south wall: shelves of goods, a table in the middle, its name above. */
export function samples(site: Site): void {
  const frame = site.still.at(-0.1, 0, 10, 180);
  shell(site, frame);
  shelves(site, frame.at(0, 0, 0.3));
  island(site, frame.at(1.5, 0, 1.9));
  island(site, frame.at(-0.9, 0, 1.9));
  pictures(site, frame);
  plant(site, frame.at(-3.25, 0.03, 2.75), 1.5);
  plant(site, frame.at(3.25, 0.03, 2.75), 1.25);
  subject(site, "samples", [-0.1 - WIDTH / 2, 0, 6.85], [-0.1 + WIDTH / 2, 3.1, 10]);
}

function shell({ paints, prints }: Site, frame: Frame): void {
  const [white, oak] = [paints.matt(0xf4f1ea), paints.wood(0xd9b98c)];
  frame.box(oak, [WIDTH, 0.03, 3.1], [0, 0, 1.58]);
  for (const x of [-WIDTH / 2, WIDTH / 2]) frame.box(white, [0.14, 3.05, 3.1], [x, 0, 1.56]).box(oak, [0.2, 3.05, 0.16], [x, 0, 3.1]);
  frame.box(oak, [WIDTH + 0.2, 0.62, 0.16], [0, 2.45, 3.1]);
  frame.box(paints.matt(0x2c5a52), [WIDTH - 0.2, 3, 0.06], [0, 0.03, 0.38]);
  const name = prints.draw(1100, 118, (pen, width, height) => {
    pen.fillStyle = "#2c5a52";
    pen.fillRect(0, 0, width, height);
    write(pen, "HAIYUE 海悦", width * 0.22, height * 0.5, { size: height * 0.62, weight: "900", colour: "#f6efdc", within: width * 0.38 });
    write(pen, "SAMPLE ROOM  样品间", width * 0.71, height * 0.52, { size: height * 0.44, weight: "bold", colour: "#e3c178", within: width * 0.5 });
  });
  frame.sheet(name, 3.7, 0.4, [0.1, 2.74, 3.19]);
  for (let x = -2.8; x <= 2.9; x += 0.8) frame.turned(paints.gloss(0x2d3338), [[0.06, 0], [0.05, 0.12], [0.02, 0.13]], [x, 2.52, 2.7], 12).rod(paints.glow(0xffedc9, 2.6), 0.045, [x, 2.515, 2.7], [x, 2.525, 2.7], 12);
}

function shelves(site: Site, frame: Frame): void {
  const { paints } = site;
  const oak = paints.wood(0xd9b98c);
  for (let x = -3.3; x <= 3.31; x += 1.65) frame.box(oak, [0.05, 2.34, 0.36], [x, 0.03, 0.32]);
  for (const y of [0.4, 0.78, 1.16, 1.54, 1.92, 2.3]) {
    frame.box(oak, [6.6, 0.035, 0.36], [0, y, 0.32]);
    frame.box(paints.glow(0xfff0d2, 1.7), [6.5, 0.012, 0.02], [0, y - 0.014, 0.47]);
    if (y < 2.2) for (let x = -2.475; x < 3; x += 1.65) shelfRow(site, frame.at(x, y + 0.035, 0.34), 1.6);
  }
  frame.block(paints.matt(0xf4f1ea), [6.6, 0.36, 0.38], [0, 0.03, 0.33], 0.01);
}

/** A block of white stone with goods on steps. */
function island(site: Site, frame: Frame): void {
  const { paints, random } = site;
  frame.block(paints.gloss(0xf1efe9), [1.7, 0.82, 0.7], [0, 0.03, 0], 0.03);
  frame.box(paints.wood(0xcaa372), [1.76, 0.03, 0.76], [0, 0.85, 0]);
  frame.block(paints.gloss(0x2c5a52), [0.9, 0.14, 0.36], [0, 0.88, -0.08], 0.02);
  frame.sheet(site.prints.draw(360, 110, (pen, width, height) => {
    pen.fillStyle = "#f1efe9";
    pen.fillRect(0, 0, width, height);
    write(pen, "NEW COLLECTION", width / 2, height * 0.34, { size: 44, weight: "900", colour: "#2c5a52", within: width * 0.95 });
    write(pen, "新品 · 18/8 不锈钢 · BPA FREE", width / 2, height * 0.76, { size: 26, colour: "#8a6a3a", within: width * 0.95 });
  }), 1.1, 0.336, [0, 0.5, 0.353]);
  for (let i = 0; i < 6; i++) pick(random, GOODS)(site, frame.at(-0.36 + 0.145 * i, 1.02, -0.08, 30 * random()), pick(random, COATS));
  for (let i = 0; i < 8; i++) pick(random, GOODS)(site, frame.at(-0.72 + 0.2 * i, 0.88, 0.24, 30 * random()), pick(random, COATS));
}

function pictures({ prints, random, paints }: Site, frame: Frame): void {
  const names = [["TRAIL BOTTLE", "山径瓶", 150], ["BASE CAMP MUG", "营地杯", 20], ["LUNCH JAR", "焖烧罐", 45], ["CITY TUMBLER", "城市杯", 205]] as const;
  names.forEach(([name, chinese, hue], i) => {
    const sheet = prints.draw(300, 420, productSheet(random, name, chinese, hue));
    const side = frame.at(i % 2 ? -WIDTH / 2 - 0.08 : WIDTH / 2 + 0.08, 1.55, 0.9 + 1.15 * Math.floor(i / 2), i % 2 ? -90 : 90);
    side.box(paints.matt(0x30373b), [0.84, 1.16, 0.02], [0, -0.58, 0]).sheet(sheet, 0.8, 1.12, [0, 0, 0.013]);
    const inner = frame.at(i % 2 ? -WIDTH / 2 + 0.08 : WIDTH / 2 - 0.08, 1.5, 1 + 1.1 * Math.floor(i / 2), i % 2 ? 90 : -90);
    inner.sheet(sheet, 0.7, 0.98, [0, 0, 0.01]);
  });
}
