import type { Frame } from "./frame";
import { BOTTLE, COATS, LID, LID_AT } from "./bottle";
import { pick, type Site } from "./site";

export type Good = (site: Site, frame: Frame, colour: number) => void;

const MUG: [number, number][] = [[0, 0], [0.036, 0], [0.044, 0.13], [0.046, 0.14], [0.04, 0.142], [0.038, 0.11]];
const JAR: [number, number][] = [[0, 0], [0.05, 0], [0.052, 0.006], [0.052, 0.12], [0.046, 0.128]];
const KETTLE: [number, number][] = [[0, 0], [0.085, 0], [0.09, 0.01], [0.082, 0.08], [0.05, 0.12], [0.05, 0.128], [0, 0.135]];
const TUMBLER: [number, number][] = [[0, 0], [0.032, 0], [0.042, 0.2], [0.044, 0.21], [0, 0.212]];
const LANTERN: [number, number][] = [[0, 0], [0.055, 0], [0.055, 0.05], [0.04, 0.06]];

function bottle({ paints }: Site, frame: Frame, colour: number): void {
  frame.turned(paints.lacquer(colour), BOTTLE, [0, 0, 0], 14).turned(paints.lacquer(0x24292d), LID, [0, LID_AT, 0], 12);
}

function flask({ paints }: Site, frame: Frame, colour: number): void {
  frame.turned(paints.lacquer(colour), BOTTLE.map(([r, h]) => [r * 1.25, h * 1.3] as [number, number]), [0, 0, 0], 14);
  frame.turned(paints.chrome(), LID.map(([r, h]) => [r * 1.2, h * 1.4] as [number, number]), [0, LID_AT * 1.3, 0], 12);
}

function mug({ paints }: Site, frame: Frame, colour: number): void {
  frame.turned(paints.lacquer(colour), MUG, [0, 0, 0], 14).ring(paints.lacquer(colour), 0.034, 0.006, [0.062, 0.075, 0]);
  frame.turned(paints.lacquer(0x24292d), [[0.045, 0], [0.045, 0.016], [0.03, 0.022], [0, 0.022]], [0, 0.142, 0], 12);
}

function jar({ paints }: Site, frame: Frame, colour: number): void {
  frame.turned(paints.lacquer(colour), JAR, [0, 0, 0], 14).turned(paints.chrome(), [[0.048, 0], [0.048, 0.03], [0.04, 0.036], [0, 0.036]], [0, 0.128, 0], 14);
}

function tumbler({ paints }: Site, frame: Frame, colour: number): void {
  frame.turned(paints.lacquer(colour), TUMBLER, [0, 0, 0], 14).rod(paints.chrome(), 0.004, [0.01, 0.2, 0], [0.025, 0.29, 0], 5);
}

function kettle({ paints }: Site, frame: Frame, colour: number): void {
  frame.turned(paints.chrome(), KETTLE, [0, 0, 0], 16).rod(paints.chrome(), 0.014, [0.07, 0.05, 0], [0.14, 0.12, 0], 8, 0.009);
  frame.ball(paints.lacquer(colour), 0.014, [0, 0.145, 0], [1, 1, 1], 8).ring(paints.lacquer(0x24292d), 0.07, 0.006, [0, 0.12, 0]);
}

function stove({ paints }: Site, frame: Frame, colour: number): void {
  frame.turned(paints.lacquer(colour), [[0, 0], [0.055, 0], [0.057, 0.06], [0.03, 0.085], [0.012, 0.09]], [0, 0, 0], 14);
  frame.rod(paints.chrome(), 0.012, [0, 0.08, 0], [0, 0.13, 0], 8).rod(paints.chrome(), 0.032, [0, 0.13, 0], [0, 0.145, 0], 12);
  for (let i = 0; i < 3; i++) frame.bar(paints.chrome(), 0.006, [0, 0.12, 0], [0.085 * Math.cos(i * 2.09), 0.165, 0.085 * Math.sin(i * 2.09)]);
}

function lantern({ paints }: Site, frame: Frame, colour: number): void {
  frame.turned(paints.lacquer(colour), LANTERN, [0, 0, 0], 14).rod(paints.glow(0xffdf9a, 1.5), 0.034, [0, 0.058, 0], [0, 0.145, 0], 12);
  frame.turned(paints.lacquer(colour), [[0.048, 0], [0.05, 0.01], [0.02, 0.035], [0, 0.035]], [0, 0.145, 0], 14).ring(paints.chrome(), 0.035, 0.003, [0, 0.19, 0]);
}

/** What the works makes, as it stands on shelves. */
export const GOODS: Good[] = [bottle, flask, mug, jar, tumbler, kettle, stove, lantern];

/** A row of one or two goods along a shelf `width` metres wide. */
export function shelfRow(site: Site, frame: Frame, width: number): void {
  let x = -width / 2 + 0.12;
  while (x < width / 2 - 0.1) {
    const [good, coat, count] = [pick(site.random, GOODS), pick(site.random, COATS), 2 + Math.floor(4 * site.random())];
    for (let i = 0; i < count && x < width / 2 - 0.1; i++) {
      good(site, frame.at(x, 0, 0.03 * (site.random() - 0.5), 40 * (site.random() - 0.5)), site.random() < 0.75 ? coat : pick(site.random, COATS));
      x += 0.115 + 0.015 * site.random();
    }
    x += 0.05;
  }
}
