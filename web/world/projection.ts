// Where a direction lands in a picture and where a pixel looks, for each lens of the truth.
//
// Directions are the camera's own: x right, y up, z backwards. Pixels count from the top left
// corner of the picture, the middle of the first pixel is (0.5, 0.5).
import { Euler, MathUtils, Quaternion, Vector3 } from "three";
import type { Camera } from "./types";

export type Pixel = [number, number];

const NEWTON_STEPS = 8;
const FULL_TURN = 2 * Math.PI;

/** Camera -> world: roll about the axis first, then pitch, then yaw, as in `pipelines.panorama`. */
export function orientation(camera: Camera, seconds = 0): Quaternion {
  const turn = (degrees: number) => MathUtils.degToRad(degrees);
  const pitch = turn(camera.pitch + camera.pitch_rate * seconds);
  const yaw = turn(camera.yaw + camera.yaw_rate * seconds);
  return new Quaternion().setFromEuler(new Euler(pitch, -yaw, -turn(camera.roll), "YXZ"));
}

/** Pixels per unit of tangent in the middle of a perspective picture. */
export function focal(camera: Camera): number {
  return camera.width / 2 / Math.tan(MathUtils.degToRad(camera.fov) / 2);
}

/** Pixels of one image circle's radius. */
export function radius(camera: Camera): number {
  return Math.min(half(camera), camera.height) / 2;
}

/** Pixels across the part of the picture that belongs to one fisheye. */
export function half(camera: Camera): number {
  return camera.projection === "dual-fisheye" ? camera.width / 2 : camera.width;
}

/** Where the lens puts a point of the ideal picture, both in focal lengths from the middle. */
export function bend(camera: Camera, ideal: number): number {
  const square = ideal * ideal;
  return ideal * (1 + camera.k1 * square + camera.k2 * square * square);
}

/** The inverse of `bend`; Newton's method. */
export function straighten(camera: Camera, bent: number): number {
  let ideal = bent;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const square = ideal * ideal;
    const slope = 1 + 3 * camera.k1 * square + 5 * camera.k2 * square * square;
    ideal -= (bend(camera, ideal) - bent) / Math.max(slope, 0.1);
  }
  return ideal;
}

/** The direction that a pixel sees, null outside the image circle. */
export function look(camera: Camera, [x, y]: Pixel): Vector3 | null {
  if (camera.projection === "perspective") return lookThroughPlane(camera, x, y);
  if (camera.projection === "equirectangular") return lookAround(camera, x, y);
  return lookThroughCircle(camera, x, y);
}

function lookThroughPlane(camera: Camera, x: number, y: number): Vector3 {
  const across = (x - camera.width / 2) / focal(camera);
  const up = (camera.height / 2 - y) / focal(camera);
  const bent = Math.hypot(across, up);
  const scale = bent > 0 ? straighten(camera, bent) / bent : 1;
  return new Vector3(across * scale, up * scale, -1).normalize();
}

function lookAround(camera: Camera, x: number, y: number): Vector3 {
  const yaw = (x / camera.width - 0.5) * FULL_TURN;
  const pitch = (0.5 - y / camera.height) * Math.PI;
  return new Vector3(Math.sin(yaw) * Math.cos(pitch), Math.sin(pitch), -Math.cos(yaw) * Math.cos(pitch));
}

function lookThroughCircle(camera: Camera, x: number, y: number): Vector3 | null {
  const side = half(camera);
  const behind = x >= side;
  const across = x - (behind ? 1.5 : 0.5) * side;
  const up = camera.height / 2 - y;
  const away = Math.hypot(across, up);
  if (away > radius(camera)) return null;
  const angle = (away / radius(camera)) * MathUtils.degToRad(camera.fov / 2);
  const scale = away > 0 ? Math.sin(angle) / away : 0;
  const seen = new Vector3(across * scale, up * scale, -Math.cos(angle));
  return behind ? seen.set(-seen.x, seen.y, -seen.z) : seen;
}

/** Where a direction lands, perhaps outside the picture; null where the lens cannot see it. */
export function land(camera: Camera, seen: Vector3): Pixel | null {
  if (camera.projection === "perspective") return landOnPlane(camera, seen);
  if (camera.projection === "equirectangular") return landAround(camera, seen);
  return landInCircle(camera, seen);
}

function landOnPlane(camera: Camera, { x, y, z }: Vector3): Pixel | null {
  if (z >= 0) return null;
  const ideal = Math.hypot(x / z, y / z);
  const scale = (focal(camera) * (ideal > 0 ? bend(camera, ideal) / ideal : 1)) / -z;
  return [camera.width / 2 + x * scale, camera.height / 2 - y * scale];
}

function landAround(camera: Camera, { x, y, z }: Vector3): Pixel {
  const yaw = Math.atan2(x, -z);
  const pitch = Math.atan2(y, Math.hypot(x, z));
  return [(yaw / FULL_TURN + 0.5) * camera.width, (0.5 - pitch / Math.PI) * camera.height];
}

function landInCircle(camera: Camera, seen: Vector3): Pixel | null {
  const reach = MathUtils.degToRad(camera.fov / 2);
  const off = Math.hypot(seen.x, seen.y);
  const behind = camera.projection === "dual-fisheye" && seen.z > 0;
  const angle = Math.atan2(off, behind ? seen.z : -seen.z);
  if (angle > reach) return null;
  const scale = off > 0 ? ((angle / reach) * radius(camera)) / off : 0;
  const across = (behind ? -seen.x : seen.x) * scale;
  return [(behind ? 1.5 : 0.5) * half(camera) + across, camera.height / 2 - seen.y * scale];
}
