import { type BufferGeometry, CatmullRomCurve3, Vector3 } from "three";
import { sheet } from "./sheet";

/** One cross-section: height, half width, half depth, and how far its middle lies forward. */
export type Ring = [y: number, wide: number, deep: number, forward?: number];

/** A body skinned over cross-sections, from the lowest up; `square` 1 is an ellipse, less is
 * fuller at the corners. */
export class Loft {
  private readonly sizes: CatmullRomCurve3;
  private readonly middles: CatmullRomCurve3;

  constructor(rings: Ring[], private readonly square = 0.9) {
    this.sizes = new CatmullRomCurve3(rings.map(([y, wide, deep]) => new Vector3(wide, y, deep)), false, "centripetal");
    this.middles = new CatmullRomCurve3(rings.map(([y, , , forward = 0]) => new Vector3(forward, y, 0)), false, "centripetal");
  }

  /** The place at `t` of the way up and `turn` around: 0 the front, growing to the right. */
  at(t: number, turn: number): Vector3 {
    const size = this.sizes.getPoint(t);
    const forward = this.middles.getPoint(t).x;
    const x = size.x * fuller(Math.sin(turn), this.square);
    const z = -size.z * fuller(Math.cos(turn), this.square) - forward;
    return new Vector3(x, size.y, z);
  }

  /** The front's -z at (x, y), searched along the surface. */
  front(x: number, y: number): number {
    let [low, high] = [0, 1];
    for (let i = 0; i < 24; i += 1) {
      const middle = (low + high) / 2;
      if (this.sizes.getPoint(middle).y < y) low = middle;
      else high = middle;
    }
    const size = this.sizes.getPoint(low);
    const sine = Math.min(0.98, Math.abs(x) / size.x) ** (1 / this.square);
    return size.z * fuller(Math.sqrt(1 - sine * sine), this.square) + this.middles.getPoint(low).x;
  }

  /** The skin; `u` is half in front, `v` grows upwards. */
  geometry(columns = 64, rows = 72): BufferGeometry {
    const positions: number[] = [];
    const uvs: number[] = [];
    const index: number[] = [];
    for (let j = 0; j <= rows; j += 1) {
      for (let i = 0; i <= columns; i += 1) {
        positions.push(...this.at(j / rows, (2 * i / columns - 1) * Math.PI).toArray());
        uvs.push(i / columns, j / rows);
        const here = j * (columns + 1) + i;
        if (i < columns && j < rows) index.push(here, here + columns + 1, here + 1, here + 1, here + columns + 1, here + columns + 2);
      }
    }
    return sheet(positions, uvs, index);
  }
}

function fuller(wave: number, square: number): number {
  return Math.sign(wave) * Math.abs(wave) ** square;
}
