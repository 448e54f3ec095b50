import { DirectionalLight, Group, HemisphereLight, Matrix4, Vector3 } from "three";
import { SIZE } from "./size";

/** From the hall towards the sun: a morning in the south-east. */
export const SUN = new Vector3(0.66, 0.56, 0.5).normalize();

/** Sun with its shadows, light of the sky from above, of the east windows and of the clerestory. */
export function lights(): Group {
  const group = new Group();
  group.add(new HemisphereLight(0xf3f8ff, 0xc3c8bd, 3.3), sun());
  group.add(fill(0xdcebff, 0.9, 1, 0.35, 0.1), fill(0xfff4e4, 0.45, 0, 0.7, 1));
  return group;
}

function fill(colour: number, strength: number, x: number, y: number, z: number): DirectionalLight {
  const light = new DirectionalLight(colour, strength);
  light.position.set(x, y, z);
  return light;
}

function sun(): DirectionalLight {
  const light = new DirectionalLight(0xffebc8, 8.5);
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

/** How much of the light that is everywhere reaches a point of a surface: more near the windows
 * in the east, less close to the floor, under the roof, and in the corners of the hall. */
export function daylight(at: Vector3, normal: Vector3): number {
  const east = 0.86 + 0.2 * smooth((at.x + SIZE.length / 2) / SIZE.length);
  const low = normal.y > 0.7 ? 1 : 0.66 + 0.34 * smooth(at.y / 0.9);
  const high = 1 - 0.22 * smooth((at.y - 4.8) / 1.7);
  const corner = Math.min(SIZE.length / 2 - Math.abs(at.x), SIZE.depth / 2 - Math.abs(at.z) + 0.6);
  return east * low * high * (0.84 + 0.16 * smooth(corner / 2.2));
}

function smooth(part: number): number {
  const clipped = Math.min(1, Math.max(0, part));
  return clipped * clipped * (3 - 2 * clipped);
}
