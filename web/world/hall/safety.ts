import type { Frame } from "./frame";
import { BAYS } from "./roof";
import { NORTH, SOUTH, WEST } from "./size";
import type { Site } from "./site";
import { exit } from "./textures/posters";
import { facing } from "./walls";

/** Fire extinguishers, call points, exit signs, a striped curb at the door. */
export function safety(site: Site): void {
  const lit = site.prints.draw(360, 130, exit);
  const { west, south } = facing(site.still);
  for (const side of [-6.2, 6.6]) west.at(side, 3.35, 0.12).box(site.paints.matt(0xdfe4e6), [0.86, 0.34, 0.08], [0, -0.17, -0.05]).sheet(lit, 0.8, 0.29, [0, 0, 0]);
  south.at(4.1, 3.2, 0.12).box(site.paints.matt(0xdfe4e6), [0.86, 0.34, 0.08], [0, -0.17, -0.05]).sheet(lit, 0.8, 0.29, [0, 0, 0]);
  for (const x of [BAYS[1]!, BAYS[3]!, BAYS[6]!]) extinguisher(site, site.still.at(x + 0.42, 0, NORTH + 0.22));
  for (const x of [BAYS[2]!, BAYS[5]!, BAYS[7]!]) extinguisher(site, site.still.at(x - 0.42, 0, SOUTH - 0.22, 180));
  hydrant(site, site.still.at(WEST + 0.12, 0, -7.4, 90));
}

const BODY: [number, number][] = [[0, 0], [0.075, 0], [0.08, 0.02], [0.08, 0.4], [0.06, 0.47], [0.025, 0.5], [0.025, 0.53], [0, 0.53]];

function extinguisher({ paints, prints, random }: Site, frame: Frame): void {
  frame.turned(paints.lacquer(0xc3231f), BODY, [0, 0.12, 0]);
  frame.block(paints.matt(0x23282b), [0.14, 0.03, 0.03], [0.02, 0.66, 0], 0.008);
  frame.rod(paints.matt(0x23282b), 0.012, [-0.06, 0.66, 0.02], [-0.1, 0.3, 0.03], 6);
  frame.box(paints.matt(0xb02420), [0.3, 0.12, 0.24], [0, 0, 0]);
  const label = prints.draw(90, 110, (pen, width, height) => {
    pen.fillStyle = "#f6f2e2";
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = "#b5302b";
    for (let i = 0; i < 7; i++) pen.fillRect(10, 12 + 14 * i, 30 + 40 * random(), 6);
  });
  frame.sheet(label, 0.1, 0.14, [0, 0.36, 0.083]);
}

function hydrant({ paints, prints }: Site, frame: Frame): void {
  frame.block(paints.gloss(0xb8231f), [0.8, 1.1, 0.24], [0, 0.45, 0.02], 0.03);
  const front = prints.draw(260, 360, (pen, width, height) => {
    pen.fillStyle = "#c8302a";
    pen.fillRect(0, 0, width, height);
    pen.strokeStyle = "#f7e6dc";
    pen.lineWidth = 6;
    pen.strokeRect(14, 14, width - 28, height - 28);
    pen.fillStyle = "#fff4ea";
    pen.font = 'bold 58px "Noto Sans CJK SC"';
    pen.textAlign = "center";
    pen.fillText("消火栓", width / 2, height * 0.42);
    pen.font = 'bold 34px "Noto Sans CJK SC"';
    pen.fillText("FIRE HOSE 119", width / 2, height * 0.66, width - 50);
  });
  frame.sheet(front, 0.72, 1, [0, 1, 0.145]);
}
