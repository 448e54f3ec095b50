import { DirectionalLight, Group, HemisphereLight, Matrix4, Vector3 } from "three";
import type { Point } from "../types";
import { SIZE } from "./size";

/** From the hall towards the sun: a morning in the south-east. */
export const SUN = new Vector3(0.66, 0.56, 0.5).normalize();

/** Sun with its shadows, light of the sky from above, of the east windows and of the clerestory. */
export function lights(): Group {
  const group = new Group();
  group.add(new HemisphereLight(0xf3f8ff, 0xb3b0a4, 3.15), sun());
  group.add(fill(0xdcebff, 1.15, 1, 0.35, 0.1), fill(0xfff1dc, 0.55, 0, 0.7, 1));
  return group;
}

function fill(colour: number, strength: number, x: number, y: number, z: number): DirectionalLight {
  const light = new DirectionalLight(colour, strength);
  light.position.set(x, y, z);
  return light;
}

function sun(): DirectionalLight {
  const light = new DirectionalLight(0xffe9c4, 6);
  light.target.position.set(0, SIZE.height / 2, 0);
  light.position.copy(SUN).multiplyScalar(60).add(light.target.position);
  light.castShadow = true;
  light.shadow.mapSize.set(4096, 4096);
  light.shadow.bias = -0.0006;
  light.shadow.normalBias = 0.02;
  light.shadow.radius = 1.6;
  // Nothing that stands still needs its shadow twice; what moves carries a painted one.
  light.shadow.autoUpdate = false;
  light.shadow.needsUpdate = true;
  fit(light);
  light.add(light.target);
  light.target.position.copy(SUN).multiplyScalar(-60);
  return light;
}

/** Spread the shadow map over the hall and no further. */
function fit(light: DirectionalLight): void {
  const view = new Matrix4().lookAt(light.position, light.target.position, new Vector3(0, 1, 0)).invert();
  const camera = light.shadow.camera;
  const [across, up] = [extent(view, 0), extent(view, 1)];
  [camera.left, camera.right, camera.bottom, camera.top] = [-across, across, -up, up];
  [camera.near, camera.far] = [20, 110];
  camera.updateProjectionMatrix();
}

function extent(view: Matrix4, axis: 0 | 1): number {
  let most = 0;
  for (const x of [-1, 1])
    for (const y of [-1, 1])
      for (const z of [-1, 1]) {
        const corner = new Vector3((x * SIZE.length) / 2, (y * SIZE.height) / 2, (z * SIZE.depth) / 2).applyMatrix4(view);
        most = Math.max(most, Math.abs(corner.getComponent(axis)));
      }
  return most + 0.5;
}

/** Pools of lamp light: middle, how far they reach, how much they add. */
const POOLS: [Point, number, number][] = [
  ...[-15.5, -11, -6.5, -1.9, 2.6, 7, 11.4, 15.7].flatMap((x): [Point, number, number][] => [
    [[x, 0, -2.4], 2.6, 0.1],
    [[x, 0, 4.2], 2.6, 0.1],
  ]),
  [[-11.7, 1.2, -4.6], 4.2, 0.16],
  [[0.6, 0.9, -5.5], 5, 0.12],
  [[12.5, 1, -5.8], 3.6, 0.18],
  [[10.4, 0.9, 6.7], 2.6, 0.2],
  [[-1.9, 1.2, 8.4], 3, 0.34],
  [[1.7, 1.2, 8.4], 3, 0.34],
  [[-13, 1.6, 7], 3.4, 0.16],
];

/** How much of the light that is everywhere reaches a point of a surface: more near the windows
 * in the east, less close to the floor, under the roof, and in the corners of the hall. */
export function daylight(at: Vector3, normal: Vector3): number {
  const east = 0.86 + 0.2 * smooth((at.x + SIZE.length / 2) / SIZE.length);
  const low = normal.y > 0.7 ? 1 : 0.66 + 0.34 * smooth(at.y / 0.9);
  const high = 1 - 0.22 * smooth((at.y - 4.8) / 1.7);
  const corner = Math.min(SIZE.length / 2 - Math.abs(at.x), SIZE.depth / 2 - Math.abs(at.z) + 0.6);
  return east * low * high * (0.84 + 0.16 * smooth(corner / 2.2)) + lamplight(at);
}

function lamplight({ x, y, z }: Vector3): number {
  let sum = 0;
  for (const [[px, py, pz], reach, strength] of POOLS) sum += strength * smooth(1 - Math.hypot(x - px, y - py, z - pz) / reach);
  return sum;
}

function smooth(part: number): number {
  const clipped = Math.min(1, Math.max(0, part));
  return clipped * clipped * (3 - 2 * clipped);
}
