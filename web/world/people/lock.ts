import { type BufferGeometry, type Curve, Vector3 } from "three";
import { sheet } from "./sheet";

const AROUND = 12;
const ALONG = 24;

/** A flat tapering lock of hair along the curve, thickest at a third of its way. */
export function lock(curve: Curve<Vector3>, radius: number): BufferGeometry {
  const { normals, binormals } = curve.computeFrenetFrames(ALONG, false);
  const positions: number[] = [];
  const uvs: number[] = [];
  const index: number[] = [];
  for (let i = 0; i <= ALONG; i += 1) {
    const t = i / ALONG;
    const middle = curve.getPointAt(t);
    const out = middle.clone().normalize();
    const size = radius * (0.25 + 0.75 * Math.sin(Math.PI * Math.min(1, 0.18 + t * 0.82)) ** 0.8);
    for (let j = 0; j <= AROUND; j += 1) {
      const turn = (2 * Math.PI * j) / AROUND;
      const ray = normals[i]!.clone().multiplyScalar(Math.cos(turn)).addScaledVector(binormals[i]!, Math.sin(turn));
      ray.addScaledVector(out, -0.55 * ray.dot(out));
      positions.push(...middle.clone().addScaledVector(ray, size).toArray());
      uvs.push((j / AROUND) * 0.3, t);
      const here = i * (AROUND + 1) + j;
      if (i < ALONG && j < AROUND) index.push(here, here + 1, here + AROUND + 1, here + 1, here + AROUND + 2, here + AROUND + 1);
    }
  }
  return sheet(positions, uvs, index);
}
