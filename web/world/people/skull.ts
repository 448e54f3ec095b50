import { type BufferGeometry, Vector3 } from "three";
import type { Look } from "./looks";
import { sheet } from "./sheet";

export const HALF = { x: 0.0875, y: 0.124, z: 0.1 };
/** Where the eyes sit on the face. */
export const EYE = { x: 0.0365, y: 0.006, radius: 0.0205 };
export const MOUTH_Y = -0.0665;

type Bump = [x: number, y: number, wide: number, tall: number, out: number];

/** The head as a surface over directions: an egg with a chin, and bumps and hollows on its front
 * (the face looks to -z; metres from the head's middle). */
export class Skull {
  private readonly bumps: Bump[];

  constructor(private readonly look: Look) {
    const nose = look.nose;
    this.bumps = [
      ...both(0.056, -0.034, 0.024, 0.024, 0.0065),
      ...both(EYE.x, EYE.y + 0.004, 0.022, 0.015, -0.0105),
      ...both(0.034, 0.034, 0.026, 0.01, 0.0035),
      [0, 0.004, 0.0085, 0.03, 0.008 * nose],
      [0, -0.027, 0.0115 * nose, 0.0125, 0.0195 * nose],
      ...both(0.0115 * nose, -0.032, 0.0065, 0.0068, 0.0065 * nose),
      [0, MOUTH_Y + 0.003, 0.026, 0.017, 0.0055],
      [0, -0.086, 0.03, 0.007, -0.0035],
      [0, -0.104, 0.021 * look.jaw, 0.014, 0.0085],
    ];
  }

  /** The place on the surface in that direction (unit length). */
  at(direction: Vector3, to = new Vector3()): Vector3 {
    const front = -direction.z;
    const low = smooth(0.05, 1, -direction.y);
    const high = smooth(0, 0.75, direction.y) * (1 - smooth(0.75, 1, direction.y));
    const narrow = 1 - (0.34 / this.look.jaw ** 3) * low * low - (0.1 / this.look.jaw ** 2) * low + 0.05 * high;
    to.set(direction.x * HALF.x * narrow, direction.y * HALF.y * (direction.y > 0 ? 0.94 : 1), direction.z * HALF.z);
    to.z -= 0.015 * low * Math.max(0, front + 0.35);
    to.z += 0.012 * smooth(0.3, 1, direction.y) * Math.max(0, front);
    if (front > 0) to.z -= this.relief(to.x, to.y) * smooth(0, 0.35, front);
    return to;
  }

  /** How far the face comes forward at (x, y): the surface's -z there, found by walking the
   * direction until its place agrees. */
  front(x: number, y: number): number {
    const aim = new Vector3(x / HALF.x, y / HALF.y, 0);
    const place = new Vector3();
    for (let step = 0; step < 6; step += 1) {
      const across = Math.min(0.98, Math.hypot(aim.x, aim.y));
      const direction = new Vector3(aim.x, aim.y, -Math.sqrt(1 - across * across)).normalize();
      this.at(direction, place);
      aim.set(direction.x + ((x - place.x) / HALF.x) * 0.9, direction.y + ((y - place.y) / HALF.y) * 0.9, 0);
    }
    return -place.z;
  }

  private relief(x: number, y: number): number {
    let out = 0;
    for (const [bx, by, wide, tall, high] of this.bumps) {
      out += high * Math.exp(-(((x - bx) / wide) ** 2) / 2 - (((y - by) / tall) ** 2) / 2);
    }
    return out;
  }
}

function both(x: number, y: number, wide: number, tall: number, out: number): Bump[] {
  return [[x, y, wide, tall, out], [-x, y, wide, tall, out]];
}

export function smooth(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** A grid over directions between two azimuths (0 looks out of the face, positive to its right)
 * and two elevations, placed by `shape`; `u`, `v` run over the grid. */
export function shell(shape: (direction: Vector3, u: number, v: number) => Vector3, around: [number, number], up: [number, number], columns: number, rows: number): BufferGeometry {
  const positions: number[] = [];
  const uvs: number[] = [];
  const index: number[] = [];
  for (let j = 0; j <= rows; j += 1) {
    for (let i = 0; i <= columns; i += 1) {
      const azimuth = around[0] + ((around[1] - around[0]) * i) / columns;
      const elevation = up[0] + ((up[1] - up[0]) * j) / rows;
      const direction = new Vector3(Math.sin(azimuth) * Math.cos(elevation), Math.sin(elevation), -Math.cos(azimuth) * Math.cos(elevation));
      positions.push(...shape(direction, i / columns, j / rows).toArray());
      uvs.push(i / columns, j / rows);
      const here = j * (columns + 1) + i;
      if (i < columns && j < rows) index.push(here, here + columns + 1, here + 1, here + 1, here + columns + 1, here + columns + 2);
    }
  }
  return sheet(positions, uvs, index);
}
