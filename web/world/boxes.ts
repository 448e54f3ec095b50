// Where the named things are in the picture.
import { Box3, InstancedMesh, Matrix4, Mesh, Quaternion, Vector3 } from "three";
import type { Object3D } from "three";
import { half, land, orientation } from "./projection";
import type { Camera, Subjects } from "./types";

export type Box = [number, number, number, number];

/** Nearer than this to the camera's plane a point has no place in a perspective picture. */
const NEAREST = 0.02;
/** Edges are straight in the world but bend in the picture: points along each are projected. */
const STEPS = 6;
const SMALLEST = 0.5;

const EDGES = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((from) =>
  [1, 2, 4].filter((bit) => !(from & bit)).map((bit) => [from, from | bit] as const),
);

/** Boxes of the things that are in the picture; hidden behind another thing counts as in it. */
export function boxes(subjects: Subjects, camera: Camera): Record<string, Box> {
  const found: Record<string, Box> = {};
  const back = orientation(camera).invert();
  for (const [name, thing] of subjects) {
    const box = cut(wrapped(points(thing, camera, back), camera), camera);
    if (box) found[name] = box;
  }
  return found;
}

/** Pixels along the edges of the boxes around each of the thing's meshes. */
function points(thing: Object3D, camera: Camera, back: Quaternion): [number, number][] {
  const found: [number, number][] = [];
  const eye = new Vector3(...camera.position);
  thing.updateWorldMatrix(true, true);
  for (const mesh of meshes(thing)) {
    const corners = cornersOf(mesh).map((corner) => corner.sub(eye).applyQuaternion(back));
    for (const [from, to] of EDGES) found.push(...along(corners[from]!, corners[to]!, camera));
  }
  return found;
}

/** The thing's meshes; it may itself be unseen, a mere mark of a place, but not a part of it. */
function meshes(thing: Object3D): Mesh[] {
  const parts = thing.children.filter((part) => part.visible).flatMap(meshes);
  return thing instanceof Mesh ? [thing, ...parts] : parts;
}

function cornersOf(mesh: Mesh): Vector3[] {
  const { min, max } = bounds(mesh);
  const pick = (index: number) =>
    new Vector3(index & 1 ? max.x : min.x, index & 2 ? max.y : min.y, index & 4 ? max.z : min.z);
  return [0, 1, 2, 3, 4, 5, 6, 7].map((index) => pick(index).applyMatrix4(mesh.matrixWorld as Matrix4));
}

function bounds(mesh: Mesh): Box3 {
  if (mesh instanceof InstancedMesh) {
    mesh.computeBoundingBox();
    return mesh.boundingBox!;
  }
  if (!mesh.geometry.boundingBox) mesh.geometry.computeBoundingBox();
  return mesh.geometry.boundingBox!;
}

function along(from: Vector3, to: Vector3, camera: Camera): [number, number][] {
  const found: [number, number][] = [];
  const clipped = camera.projection === "perspective" ? ahead(from, to) : ([0, 1] as const);
  if (!clipped) return found;
  for (let step = 0; step <= STEPS; step++) {
    const share = clipped[0] + ((clipped[1] - clipped[0]) * step) / STEPS;
    const pixel = land(camera, from.clone().lerp(to, share));
    if (pixel) found.push(pixel);
  }
  return found;
}

/** The share of an edge that lies before the camera. */
function ahead(from: Vector3, to: Vector3): readonly [number, number] | null {
  const [first, last] = [-from.z - NEAREST, -to.z - NEAREST];
  if (first < 0 && last < 0) return null;
  const meet = first / (first - last);
  return [first < 0 ? meet : 0, last < 0 ? meet : 1];
}

/** Around the seam of a full sphere, or on two circles, the part with more of the thing counts. */
function wrapped(found: [number, number][], camera: Camera): [number, number][] {
  const turn = camera.projection === "equirectangular" ? camera.width : 0;
  if (camera.projection === "dual-fisheye") {
    const left = found.filter(([x]) => x < half(camera));
    return 2 * left.length >= found.length ? left : found.filter(([x]) => x >= half(camera));
  }
  const xs = found.map(([x]) => x);
  if (!turn || Math.max(...xs) - Math.min(...xs) < turn / 2) return found;
  const joined = found.map(([x, y]): [number, number] => [x < turn / 2 ? x + turn : x, y]);
  const mean = joined.reduce((sum, [x]) => sum + x, 0) / joined.length;
  return mean < turn ? joined : joined.map(([x, y]): [number, number] => [x - turn, y]);
}

function cut(found: [number, number][], camera: Camera): Box | null {
  if (!found.length) return null;
  const limit = (value: number, most: number) => Math.min(Math.max(value, 0), most);
  const xs = found.map(([x]) => limit(x, camera.width));
  const ys = found.map(([, y]) => limit(y, camera.height));
  const box: Box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  return box[2] - box[0] > SMALLEST && box[3] - box[1] > SMALLEST ? box : null;
}
