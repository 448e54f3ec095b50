import { Vector3 } from "three";

/** Metres; bench/world/choreography counts steps by it. */
const STEP = 0.56;
const LIFT = 0.085;
const APART = 0.085;

/** One foot: where its ankle is, and how it tilts (radians, toes up positive). */
export interface Foot {
  ankle: Vector3;
  tilt: number;
}

/** The foot of that side (-1 left, 1 right) after `stride` steps. On the ground it goes back as
 * fast as the body goes forward; in the air it overtakes. Standing feet are a little apart, the
 * right one ahead. */
export function footOf(side: number, stride: number, pace: number): Foot {
  const cycle = (((stride + (side > 0 ? 1 : 0)) % 2) + 2) % 2;
  const t = cycle % 1;
  const grounded = cycle < 1;
  const ease = t * t * (3 - 2 * t);
  const ahead = (grounded ? 0.5 - t : ease - 0.5) * STEP;
  const lift = grounded ? 0 : LIFT * Math.sin(Math.PI * t);
  const tilt = grounded ? 0.3 * Math.max(0, 1 - 5 * t) - 0.35 * Math.max(0, 5 * t - 4) : -0.55 * Math.sin(Math.PI * t) * (1 - t) + 0.3 * t * t;
  const stand = side > 0 ? 0.035 : -0.02;
  const heel = tilt < 0 ? -tilt * 0.1 : 0;
  const ankle = new Vector3(side * (APART + 0.02 * (1 - pace)), 0.085 + pace * (lift + heel), -(pace * ahead + (1 - pace) * stand));
  return { ankle, tilt: pace * tilt };
}

/** How far the hips sink and the trunk turns in that step (metres, radians). */
export function sway(stride: number, pace: number): { sink: number; turn: number; roll: number } {
  const wave = Math.cos(Math.PI * stride);
  return { sink: pace * (0.023 + 0.022 * Math.cos(2 * Math.PI * stride)), turn: pace * 0.09 * wave, roll: pace * 0.025 * Math.sin(Math.PI * stride) };
}
