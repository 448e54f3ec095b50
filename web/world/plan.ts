// Which flat views of the world a picture is made from: one, or the needed faces of a cube.
//
// The faces lie in one texture of three by two, each a little wider than 90 degrees so that a
// sample at its border never reads its neighbour.
import { Euler, Quaternion, Vector3 } from "three";
import type { Camera } from "./types";
import { focal, half, look, orientation, radius } from "./projection";

/** A flat view: `across` and `up` are the tangents of half its angles, the rest texels of the plate. */
export interface View {
  turn: Quaternion;
  across: number;
  up: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Plan {
  cube: boolean;
  width: number;
  height: number;
  views: View[];
}

/** Tangent of half a cube face, with its margin; the lens shader has the same number. */
export const FACE_REACH = 1.02;
/** Sizes are rounded up to this, so that a turning camera keeps its textures. */
const STEP = 64;
/** A flat view wider than this would waste most of its texels. */
const WIDEST = 3.5;
const MARGIN = 1.002;
const GRID = 48;
const LARGEST = 8192;

const FACES = [
  [0, 0], // ahead
  [0, -90], // right
  [0, 180], // behind
  [0, 90], // left
  [90, 0], // above
  [-90, 0], // below
].map(([pitch, yaw]) => new Quaternion().setFromEuler(new Euler(radians(pitch!), radians(yaw!), 0, "YXZ")));

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** `fine`: texels a pixel along each side. */
export function plan(camera: Camera, fine: number): Plan {
  const seen = directions(camera);
  const across = Math.max(...seen.map(({ x, z }) => (z < 0 ? Math.abs(x / z) : Infinity)));
  const up = Math.max(...seen.map(({ y, z }) => (z < 0 ? Math.abs(y / z) : Infinity)));
  const flat = camera.projection === "perspective" && Math.max(across, up) < WIDEST;
  return flat ? one(camera, across, up, fine) : cube(camera, seen, fine);
}

/** What the picture's pixels see from the first to the last instant of the shutter. */
function directions(camera: Camera): Vector3[] {
  const seen: Vector3[] = [];
  const back = orientation(camera).invert();
  for (const seconds of instants(camera, 2)) {
    const turn = back.clone().multiply(orientation(camera, seconds));
    for (let row = 0; row <= GRID; row++)
      for (let column = 0; column <= GRID; column++) {
        const ray = look(camera, [(column / GRID) * camera.width, (row / GRID) * camera.height]);
        if (ray) seen.push(ray.applyQuaternion(turn));
      }
  }
  return seen;
}

/** Times from the middle of the shutter, spread evenly; one where nothing turns. */
export function instants(camera: Camera, count: number): number[] {
  if (!camera.shutter || (!camera.yaw_rate && !camera.pitch_rate)) return [0];
  return Array.from({ length: count }, (_, index) => (index / (count - 1) - 0.5) * camera.shutter);
}

function one(camera: Camera, across: number, up: number, fine: number): Plan {
  const scale = focal(camera) * fine;
  const straight = !camera.k1 && !camera.k2 && instants(camera, 2).length === 1;
  const size = (tangent: number) =>
    straight ? Math.round(2 * tangent * scale) : Math.ceil((2 * tangent * scale * MARGIN) / STEP) * STEP;
  const [width, height] = [size(across), size(up)];
  const view = { turn: new Quaternion(), across: width / 2 / scale, up: height / 2 / scale, x: 0, y: 0, width, height };
  return { cube: false, width, height, views: [view] };
}

function cube(camera: Camera, seen: Vector3[], fine: number): Plan {
  const side = Math.min(Math.ceil((2 * FACE_REACH * density(camera) * fine) / 8) * 8, Math.floor(LARGEST / 3));
  const used = new Set(seen.map(face));
  const views = FACES.map((turn, index) => ({
    turn,
    across: FACE_REACH,
    up: FACE_REACH,
    x: (index % 3) * side,
    y: Math.floor(index / 3) * side,
    width: side,
    height: side,
  }));
  return { cube: true, width: 3 * side, height: 2 * side, views: views.filter((_, index) => used.has(index)) };
}

/** Pixels per radian in the middle of the picture. */
function density(camera: Camera): number {
  if (camera.projection === "perspective") return focal(camera);
  if (camera.projection === "equirectangular") return camera.width / (2 * Math.PI);
  return Math.min(radius(camera), half(camera)) / radians(camera.fov / 2);
}

/** The cube face that a direction meets; the lens shader chooses in the same way. */
function face({ x, y, z }: Vector3): number {
  const [right, high, deep] = [Math.abs(x), Math.abs(y), Math.abs(z)];
  if (deep >= right && deep >= high) return z < 0 ? 0 : 2;
  if (right >= high) return x > 0 ? 1 : 3;
  return y > 0 ? 4 : 5;
}
