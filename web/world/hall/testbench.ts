import type { Frame } from "./frame";
import { BOTTLE, COATS, LID, LID_AT } from "./bottle";
import { tube } from "./lamps";
import { cycle, part } from "./part";
import { pick, type Site, subject } from "./site";
import { type Pen, smallPrint, write } from "./textures/canvas";
import type { Draw } from "./textures/posters";
import { gauge, plate, screen } from "./textures/documents";

/** Where every batch is dropped, drowned, heated and twisted. */
export function testbench(site: Site): void {
  const frame = site.still.at(12.5, 0, -6.25);
  table(site, frame);
  dropRig(site, site.still.at(9.75, 0, -5.85));
  tank(site, site.still.at(14.2, 0.9, -6.2));
  backboard(site, frame);
  instruments(site, frame);
  for (const x of [11, 14]) tube(site, site.still.at(x, 3.35, -6), 1.5);
  subject(site, "machine:testing", [9.3, 0, -6.8], [15.2, 2.3, -5.6]);
}

function table({ paints }: Site, frame: Frame): void {
  const leg = paints.gloss(0x3f4a51);
  frame.block(paints.gloss(0x79a99a), [5, 0.05, 0.9], [0.15, 0.85, 0], 0.015);
  for (const x of [-2.25, -0.75, 1, 2.55]) for (const z of [-0.38, 0.38]) frame.box(leg, [0.06, 0.85, 0.06], [x, 0, z]);
  frame.box(leg, [4.8, 0.05, 0.05], [0.15, 0.2, -0.38]);
  frame.box(paints.wood(0xc9b79a), [4.8, 0.02, 0.7], [0.15, 0.26, 0]);
  frame.block(paints.gloss(0xe3e7e6), [0.9, 0.55, 0.7], [-0.1, 0.28, 0], 0.02);
  for (const y of [0.34, 0.52, 0.7]) frame.box(paints.steel(), [0.3, 0.02, 0.03], [-0.1, y, 0.36]);
}

/** Two uprights with a scale, a clamp that lets go, a steel plate to hit. */
function dropRig({ paints, prints, moving, movers }: Site, frame: Frame): void {
  const [alloy, yellow] = [paints.steel(0xd2d7da), paints.gloss(0xe3b51c)];
  frame.block(paints.steel(0x9aa3a8), [0.9, 0.06, 0.8], [0, 0, 0], 0.01);
  for (const z of [-0.4, 0.4]) frame.box(yellow, [0.96, 0.07, 0.05], [0, 0, z]);
  for (const x of [-0.32, 0.32]) frame.box(alloy, [0.07, 2.2, 0.07], [x, 0.05, -0.2]);
  frame.box(alloy, [0.75, 0.09, 0.1], [0, 2.22, -0.2]);
  const scale = prints.draw(60, 760, (pen, width, height) => {
    pen.fillStyle = "#fbfaf2";
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = "#1b2229";
    pen.font = "bold 22px sans-serif";
    for (let i = 0; i <= 40; i++) pen.fillRect(0, (height * i) / 40, i % 5 ? 14 : 28, 3);
    for (let i = 0; i < 8; i++) pen.fillText(`${200 - 25 * i}`, 22, (height * i) / 8 + 26);
  });
  frame.sheet(scale, 0.12, 1.9, [-0.46, 1.15, -0.16]);
  const back = prints.draw(300, 90, plate(() => 0.5, "DROP TEST 跌落 1.2 m", "#9a2f28"));
  frame.sheet(back, 0.62, 0.18, [0, 2.36, -0.14]);
  const clamp = part(moving, [frame.matrix.elements[12]!, 1.3, frame.matrix.elements[14]! - 0.2], (f) => {
    f.box(paints.gloss(0x2f6fb0), [0.62, 0.08, 0.12], [0, 0, 0]).box(paints.steel(), [0.03, 0.1, 0.22], [-0.06, 0, 0.14]).box(paints.steel(), [0.03, 0.1, 0.22], [0.06, 0, 0.14]);
    f.turned(paints.lacquer(0xc9492f), BOTTLE, [0, -0.15, 0.22]).turned(paints.lacquer(0x24292d), LID, [0, LID_AT - 0.15, 0.22]);
  });
  movers.push((t) => (clamp.position.y = 1.3 + 0.12 * Math.sin(0.5 * t)));
}

/** Water behind glass, bottles in a cage under it, bubbles that rise. */
function tank({ paints, prints, random, moving, movers }: Site, frame: Frame): void {
  const rim = paints.steel();
  frame.box(paints.glass(0x7fd0d8), [1.1, 0.5, 0.5], [0, 0.01, 0]);
  frame.box(paints.glass(0xa8e6ea), [1.06, 0.01, 0.46], [0, 0.42, 0]);
  frame.box(paints.matt(0x6fb8c0), [1.06, 0.44, 0.01], [0, 0.02, -0.23]);
  for (const x of [-0.55, 0.55]) for (const z of [-0.25, 0.25]) frame.box(rim, [0.03, 0.54, 0.03], [x, 0, z]);
  for (const z of [-0.25, 0.25]) frame.box(rim, [1.13, 0.03, 0.03], [0, 0.52, z]);
  for (let i = 0; i < 6; i++) frame.turned(paints.lacquer(pick(random, COATS)), BOTTLE, [-0.42 + 0.165 * i, 0.06, 0], 14);
  frame.sheet(prints.draw(260, 70, plate(random, "LEAK TEST 0.3 bar", "#24618a")), 0.5, 0.11, [0, 0.47, 0.267]);
  const bubbles = part(moving, [frame.matrix.elements[12]!, 0.95, frame.matrix.elements[14]!], (f) => {
    for (let i = 0; i < 16; i++) f.ball(paints.lacquer(0xe6fbff), 0.008 + 0.006 * random(), [-0.42 + 0.165 * (i % 6) + 0.04 * random(), 0.05 + 0.3 * random(), 0.1 * random()], [1, 1, 1], 6);
  });
  movers.push((t) => (bubbles.position.y = 0.93 + 0.07 * cycle(t * 1.3)));
}

function backboard({ paints, prints, random }: Site, frame: Frame): void {
  frame.box(paints.gloss(0xe3e9ea), [5, 1.15, 0.05], [0.15, 0.95, -0.48]);
  for (const [i, unit] of ["bar", "°C", "N·m", "mbar", "kg"].entries()) {
    const x = -1 + 0.42 * i;
    frame.rod(paints.chrome(), 0.16, [x, 1.75, -0.45], [x, 1.75, -0.41], 24);
    frame.sheet(prints.draw(150, 150, gauge(unit, 0.25 + 0.5 * random())), 0.22, 0.22, [x, 1.75, -0.405]);
    frame.rod(paints.matt(0xc8562e), 0.012, [x, 1.6, -0.42], [x + 0.1, 0.95, -0.3], 6);
  }
  for (const [i, x] of [-2.05, 1.35, 2.15].entries()) frame.sheet(prints.draw(330, 400, curves(random, i)), 0.62, 0.75, [x, 1.52, -0.452]);
  frame.rod(paints.gloss(0x2f6fb0), 0.02, [-2.2, 2.02, -0.43], [2.6, 2.02, -0.43], 8);
  frame.sheet(prints.draw(520, 100, plate(random, "QUALITY LAB 品质检测中心", "#24567f")), 1.9, 0.34, [0.3, 2.34, -0.44]);
}

/** A chart pinned to the board: three batches as they cool down. */
function curves(random: Site["random"], number: number): Draw {
  return (pen, width, height) => {
    pen.fillStyle = "#fdfcf6";
    pen.fillRect(0, 0, width, height);
    write(pen, ["HEAT 24 h 保温", "TORQUE 扭力", "LEAK 密封"][number % 3]!, width / 2, height * 0.1, { size: height * 0.08, weight: "bold", within: width * 0.9 });
    pen.strokeStyle = "rgba(60,80,100,0.35)";
    for (let i = 0; i <= 8; i++) {
      pen.strokeRect(width * 0.1, height * 0.2, width * 0.8, (height * 0.6 * i) / 8);
      pen.strokeRect(width * 0.1, height * 0.2, (width * 0.8 * i) / 8, height * 0.6);
    }
    ["#c8372f", "#2f6fb0", "#3f8f5c"].forEach((colour) => curve(pen, random, width, height, colour));
    smallPrint(pen, width * 0.1, height * 0.85, width * 0.8, 3, height * 0.045, random);
  };
}

function curve(pen: Pen, random: Site["random"], width: number, height: number, colour: string): void {
  const fall = 0.6 + 1.2 * random();
  pen.strokeStyle = colour;
  pen.lineWidth = 4;
  pen.beginPath();
  for (let i = 0; i <= 20; i++) pen.lineTo(width * (0.1 + 0.04 * i), height * (0.8 - 0.55 * Math.exp((-fall * i) / 20) + 0.01 * random()));
  pen.stroke();
}

/** Temperature logger, torque tester, scales, a row of bottles with probes. */
function instruments({ paints, prints, random }: Site, frame: Frame): void {
  frame.block(paints.gloss(0xe7eaea), [0.62, 0.44, 0.36], [-1.1, 0.9, -0.15], 0.03);
  frame.sheet(prints.draw(300, 200, screen(random, "24 H HEAT 保温测试")), 0.5, 0.33, [-1.1, 1.14, 0.035]);
  for (let i = 0; i < 7; i++) {
    const x = -0.62 + 0.13 * i;
    frame.turned(paints.lacquer(pick(random, COATS)), BOTTLE, [x, 0.9, 0.12], 16);
    frame.rod(paints.matt(0xe0b022), 0.004, [x, 1.09, 0.12], [x - 0.05, 1.4, -0.3], 4);
  }
  frame.block(paints.gloss(0x35434b), [0.36, 0.1, 0.34], [0.75, 0.9, 0.05], 0.02);
  frame.rod(paints.chrome(), 0.02, [0.75, 1, -0.06], [0.75, 1.5, -0.06], 8).block(paints.gloss(0x35434b), [0.14, 0.16, 0.24], [0.75, 1.42, 0], 0.02);
  frame.turned(paints.lacquer(0xdfe4e2), BOTTLE, [0.75, 1, 0.06], 16);
  frame.block(paints.steel(), [0.3, 0.06, 0.3], [-1.85, 0.9, 0.1], 0.01).sheet(prints.draw(120, 50, screen(random, "0.412")), 0.16, 0.05, [-1.85, 0.93, 0.252]);
  frame.turned(paints.lacquer(0x2f6f62), BOTTLE, [-1.85, 0.96, 0.1], 16).turned(paints.lacquer(0x24292d), LID, [-1.85, 0.96 + LID_AT, 0.1], 16);
}
