import type { Frame } from "./frame";
import { cycle, part, ramp, seat } from "./part";
import type { Site } from "./site";

/** A six-axis arm that carries bottle bodies between two machines. */
export function robot(site: Site, frame: Frame): void {
  const { paints, moving, movers } = site;
  pedestal(site, frame);
  const place = seat(moving, frame);
  const [coat, dark] = [paints.gloss(0xf07d1e), paints.gloss(0x30383d)];
  const turret = part(place, [0, 0.62, 0], (f) => f.turned(coat, [[0.2, 0], [0.22, 0.04], [0.2, 0.2], [0.12, 0.28], [0, 0.28]], [0, 0, 0]).block(coat, [0.18, 0.34, 0.3], [0, 0.06, 0.06], 0.06));
  const upper = part(turret, [0, 0.3, 0.12], (f) => f.rod(dark, 0.12, [-0.14, 0, 0], [0.14, 0, 0], 16).rod(coat, 0.1, [0, 0, 0], [0, 0.72, 0], 14, 0.075).rod(dark, 0.1, [-0.12, 0.74, 0], [0.12, 0.74, 0], 16));
  const fore = part(upper, [0, 0.74, 0], (f) => f.block(coat, [0.17, 0.2, 0.24], [0, -0.08, 0.02], 0.06).rod(coat, 0.075, [0, 0.02, 0.08], [0, 0.02, 0.62], 14, 0.05).rod(dark, 0.018, [0.06, 0.1, -0.1], [0.05, 0.08, 0.6], 6));
  const wrist = part(fore, [0, 0.02, 0.64], (f) => gripper(site, f));
  movers.push((t) => pose(t, turret.rotation, upper.rotation, fore.rotation, wrist.rotation));
}

interface Turn {
  x: number;
  y: number;
}

/** Reach left, lift, swing over, reach right, and back: 9 s. */
function pose(t: number, turret: Turn, upper: Turn, fore: Turn, wrist: Turn): void {
  const phase = cycle(t / 9);
  const over = ramp(phase, 0.2, 0.42) - ramp(phase, 0.72, 0.94);
  const lift = ramp(phase, 0.08, 0.2) - ramp(phase, 0.42, 0.54) + ramp(phase, 0.6, 0.72) - ramp(phase, 0.94, 1);
  turret.y = -1.25 + 2.3 * over;
  upper.x = 0.55 - 0.5 * lift;
  fore.x = 0.05 + 0.12 * lift;
  wrist.x = Math.PI / 2 - 0.75 + 0.35 * lift;
}

function gripper({ paints }: Site, f: Frame): void {
  const [dark, steel] = [paints.gloss(0x30383d), paints.steel()];
  f.ball(dark, 0.07, [0, 0, 0]).rod(dark, 0.045, [0, 0, 0], [0, 0, 0.12], 12);
  f.block(dark, [0.2, 0.05, 0.06], [0, -0.03, 0.14], 0.015);
  for (const x of [-0.06, 0.06]) f.box(steel, [0.02, 0.04, 0.14], [x, -0.02, 0.22]);
  f.rod(paints.chrome(), 0.04, [0, -0.1, 0.27], [0, 0.1, 0.27], 14);
}

function pedestal({ paints }: Site, frame: Frame): void {
  frame.box(paints.matt(0x3a4348), [0.7, 0.04, 0.7], [0, 0, 0]);
  frame.turned(paints.gloss(0x444e54), [[0.3, 0], [0.3, 0.06], [0.2, 0.1], [0.18, 0.62], [0, 0.62]], [0, 0.03, 0]);
  for (let i = 0; i < 6; i++) frame.rod(paints.chrome(), 0.016, [0.25 * Math.cos(i), 0.09, 0.25 * Math.sin(i)], [0.25 * Math.cos(i), 0.12, 0.25 * Math.sin(i)], 6);
}

/** Mesh guard: posts, rails and thin wires. */
export function fence({ paints }: Site, frame: Frame, length: number): void {
  const yellow = paints.gloss(0xe3b51c);
  for (let x = 0; x <= length + 0.01; x += length / Math.ceil(length / 1.2)) frame.box(yellow, [0.05, 1.35, 0.05], [x, 0, 0]);
  for (const y of [0.15, 1.3]) frame.box(yellow, [length, 0.035, 0.035], [length / 2, y, 0]);
  for (let x = 0.1; x < length; x += 0.1) frame.box(paints.matt(0x4a5358), [0.006, 1.15, 0.006], [x, 0.17, 0]);
}
