import { BufferGeometry, CatmullRomCurve3, LatheGeometry, type Material, Mesh, TubeGeometry, Vector2, Vector3 } from "three";

/** Radius, height, and how round the corner is, all in metres. */
export type Corner = [radius: number, height: number, bevel?: number];

/** A body turned on a lathe from its outline, listed from the foot upwards. */
export function turned(outline: Corner[], material: Material, segments = 48): Mesh {
  return shadowed(new Mesh(new LatheGeometry(outline.flatMap((_, i) => rounded(outline, i)), segments), material));
}

/** A wire or pipe through the points. */
export function wire(points: [number, number, number][], radius: number, material: Material, closed = false): Mesh {
  const curve = new CatmullRomCurve3(points.map((point) => new Vector3(...point)), closed, "centripetal");
  return shadowed(new Mesh(new TubeGeometry(curve, points.length * 8, radius, 10, closed), material));
}

export function part(geometry: BufferGeometry, material: Material, x = 0, y = 0, z = 0): Mesh {
  const mesh = shadowed(new Mesh(geometry, material));
  mesh.position.set(x, y, z);
  return mesh;
}

/** Products light up in a hall's sun and shade but throw no shadow: the still world is drawn once. */
function shadowed(mesh: Mesh): Mesh {
  mesh.receiveShadow = true;
  return mesh;
}

/** The corner cut into an arc, with a point before and behind it so that flat sides stay flat
 * under the lathe's averaged normals. */
function rounded(outline: Corner[], i: number): Vector2[] {
  const [x, y, bevel = 0.0015] = outline[i]!;
  const here = new Vector2(x, y);
  const before = outline[i - 1];
  const after = outline[i + 1];
  if (before === undefined || after === undefined) return [here];
  const back = new Vector2(before[0], before[1]).sub(here);
  const on = new Vector2(after[0], after[1]).sub(here);
  const size = Math.min(bevel, back.length() * 0.45, on.length() * 0.45);
  const from = here.clone().addScaledVector(back.normalize(), size);
  const to = here.clone().addScaledVector(on.normalize(), size);
  const arc = [0, 0.2, 0.4, 0.6, 0.8, 1].map((t) => bezier(from, here, to, t));
  return [from.clone().addScaledVector(back, size * 0.2), ...arc, to.clone().addScaledVector(on, size * 0.2)];
}

function bezier(from: Vector2, bend: Vector2, to: Vector2, t: number): Vector2 {
  const near = from.clone().lerp(bend, t);
  return near.lerp(bend.clone().lerp(to, t), t);
}
