import { cycle, swing } from "./part";
import type { Site } from "./site";
import { buildWorker, type Look, type Worker } from "./worker";

type Act = (worker: Worker, t: number) => void;

/** Where workers stand: x, z, the yaw they face, what they do. */
const POSTS: [number, number, number, Act][] = [
  [-3.1, -6.3, 180, assemble],
  [2.35, -6.35, 176, assemble],
  [5.3, -6.3, 184, assemble],
  [-8.75, -4.05, -8, press],
  [14.75, -5.2, -20, watch],
  [10.55, 7.85, 0, pack],
  [-16.65, 8.9, 350, watch],
];

/** The people at their work, and two who walk along the ends of the hall. */
export function workers(site: Site): void {
  POSTS.forEach(([x, z, yaw, act], i) => {
    const worker = buildWorker(site, look(i));
    stand(worker, x, z, yaw);
    site.movers.push((t) => act(worker, t + 1.7 * i));
  });
  walker(site, look(7), -16.75, -6.5, 3.5, 0);
  walker(site, look(8), 16.85, -5, 5.6, 11);
}

function look(i: number): Look {
  const row = <T>(of: T[]): T => of[i % of.length]!;
  return { skin: row(["#d9a37c", "#e0b08c", "#cf9670", "#e6bb98"]), cloth: row(["#4a6f9c", "#44678f", "#5078a6"]), cap: row(["#44678f", "#e9c02e", "#4a6f9c", "#f2f2ee"]), hair: row(["#1c1714", "#2a211c"]) };
}

function stand({ group }: Worker, x: number, z: number, yaw: number): void {
  group.position.set(x, 0, z);
  group.rotation.y = Math.PI - (yaw * Math.PI) / 180;
}

function bend(worker: Worker, side: 0 | 1, upper: number, lower: number, out = 0): void {
  const arm = worker.arms[side];
  arm.upper.rotation.set(-upper, 0, (side ? 1 : -1) * out);
  arm.lower.rotation.x = -lower;
}

/** Hands meet over the belt and part again. */
function assemble(worker: Worker, t: number): void {
  const beat = swing(cycle(t / 2.6));
  bend(worker, 0, 0.62 + 0.25 * beat, 1.05 - 0.3 * beat, -0.18 * beat);
  bend(worker, 1, 0.7 + 0.2 * swing(cycle(t / 2.6 + 0.3)), 0.95, -0.12 * beat);
  worker.torso.rotation.set(0.1 + 0.03 * beat, 0.12 * Math.sin(t * 0.8), 0);
  worker.head.rotation.set(0.38, 0.15 * Math.sin(t * 0.8), 0);
}

/** One finger on the keys of a panel. */
function press(worker: Worker, t: number): void {
  bend(worker, 1, 1.05 + 0.12 * swing(cycle(t / 1.4)), 0.55, 0.05);
  bend(worker, 0, 0.1, 0.25);
  worker.head.rotation.set(0.12, 0.2 * Math.sin(t * 0.5), 0);
}

/** Notes on a board in the arm. */
function watch(worker: Worker, t: number): void {
  bend(worker, 0, 0.55, 1.35, -0.1);
  bend(worker, 1, 0.6 + 0.06 * Math.sin(t * 3), 1.25 + 0.05 * Math.sin(t * 5), -0.22);
  worker.head.rotation.set(0.3 - 0.3 * swing(cycle(t / 6)), 0.3 * Math.sin(t * 0.6), 0);
}

/** From the left to the right, into the box. */
function pack(worker: Worker, t: number): void {
  const way = swing(cycle(t / 3.4));
  worker.torso.rotation.set(0.16, -0.5 + way, 0);
  bend(worker, 0, 0.75 + 0.2 * way, 0.6);
  bend(worker, 1, 0.95 - 0.2 * way, 0.55);
  worker.head.rotation.set(0.3, -0.2 + 0.4 * way, 0);
}

/** Back and forth between two z along the line x, 1.1 m a second. */
function walker(site: Site, looks: Look, x: number, from: number, to: number, late: number): void {
  const worker = buildWorker(site, looks);
  const time = (to - from) / 1.1;
  site.movers.push((t) => {
    const way = cycle((t + late) / (2 * time)) * 2;
    stand(worker, x, from + (to - from) * (way < 1 ? way : 2 - way), way < 1 ? 180 : 0);
    stride(worker, (t + late) * 1.1 * 1.45);
  });
}

function stride(worker: Worker, steps: number): void {
  const step = Math.sin(Math.PI * steps);
  worker.legs[0].rotation.x = 0.45 * step;
  worker.legs[1].rotation.x = -0.45 * step;
  bend(worker, 0, 0.4 * step, 0.3);
  bend(worker, 1, -0.4 * step, 0.3);
  worker.group.position.y = 0.02 * Math.abs(Math.cos(Math.PI * steps)) - 0.02;
}
