import { BufferGeometry, Float32BufferAttribute, type Material, Mesh, Vector3 } from "three";

const AROUND = 20;
const ALONG = 36;
const BEND = 0.28;

/** Radius at a share of the way from the first joint to the last. */
export type Girth = (share: number) => number;

/** A round limb over three joints, bent softly at the middle one; its skin is laid anew in every
 * pose, so that no joint ever opens. */
export class Limb {
  readonly mesh: Mesh;
  private readonly geometry = new BufferGeometry();

  constructor(private readonly girth: Girth, material: Material, private readonly from = 0, private readonly to = 1) {
    const count = (AROUND + 1) * (ALONG + 1);
    const index: number[] = [];
    for (let i = 0; i < ALONG; i += 1) {
      for (let j = 0; j < AROUND; j += 1) {
        const here = i * (AROUND + 1) + j;
        index.push(here, here + AROUND + 1, here + 1, here + 1, here + AROUND + 1, here + AROUND + 2);
      }
    }
    for (const name of ["position", "normal"]) this.geometry.setAttribute(name, new Float32BufferAttribute(new Float32Array(count * 3), 3));
    this.geometry.setIndex(index);
    this.mesh = new Mesh(this.geometry, material);
  }

  /** Lay the skin over the joints. */
  bend(first: Vector3, middle: Vector3, last: Vector3): void {
    const position = this.geometry.getAttribute("position");
    const normal = this.geometry.getAttribute("normal");
    const side = across(first, middle, last);
    const [here, along, up, ray] = [new Vector3(), new Vector3(), new Vector3(), new Vector3()];
    for (let i = 0; i <= ALONG; i += 1) {
      const share = this.from + ((this.to - this.from) * i) / ALONG;
      place(first, middle, last, share, here);
      place(first, middle, last, share + 0.01, along).sub(place(first, middle, last, share - 0.01, up)).normalize();
      up.crossVectors(side, along).normalize();
      const radius = this.girth(share);
      for (let j = 0; j <= AROUND; j += 1) {
        const turn = (2 * Math.PI * j) / AROUND;
        ray.copy(side).multiplyScalar(Math.cos(turn)).addScaledVector(up, Math.sin(turn));
        const at = i * (AROUND + 1) + j;
        normal.setXYZ(at, ray.x, ray.y, ray.z);
        position.setXYZ(at, here.x + ray.x * radius, here.y + ray.y * radius, here.z + ray.z * radius);
      }
    }
    position.needsUpdate = normal.needsUpdate = true;
    this.geometry.computeBoundingBox();
    this.geometry.computeBoundingSphere();
  }
}

/** The way runs straight but for a parabola around the middle joint. */
function place(first: Vector3, middle: Vector3, last: Vector3, share: number, to: Vector3): Vector3 {
  const way = share * 2 - 1;
  if (way <= -BEND) return to.copy(middle).lerp(first, -way);
  if (way >= BEND) return to.copy(middle).lerp(last, way);
  const t = (way + BEND) / (2 * BEND);
  const [before, after] = [(1 - t) * (1 - t) * BEND, t * t * BEND];
  return to.copy(middle).multiplyScalar(1 - before - after).addScaledVector(first, before).addScaledVector(last, after);
}

function across(first: Vector3, middle: Vector3, last: Vector3): Vector3 {
  const upper = middle.clone().sub(first);
  const side = upper.clone().cross(last.clone().sub(middle));
  if (side.lengthSq() < 1e-8) side.crossVectors(upper, new Vector3(0, 0.1, 1));
  return side.normalize();
}
