// The soft dark spot where a thing that moves meets the floor. Shadow maps hold the still world
// alone, because to draw them again would cost more than all else in a frame.
import { DataTexture, Mesh, MeshBasicMaterial, PlaneGeometry, RGBAFormat } from "three";

const SIDE = 64;
const DARKEST = 0.62;
const OVER_FLOOR = 0.004;

let spot: DataTexture | null = null;

export type Shade = Mesh<PlaneGeometry, MeshBasicMaterial>;

/** `size`: metres from the middle to where the spot has faded. */
export function buildShade(size: number): Shade {
  const material = new MeshBasicMaterial({ map: texture(), color: 0, transparent: true, depthWrite: false });
  material.polygonOffset = true;
  material.polygonOffsetFactor = -2;
  material.polygonOffsetUnits = -2;
  const shade = new Mesh(new PlaneGeometry(2 * size, 2 * size).rotateX(-Math.PI / 2), material);
  shade.position.y = OVER_FLOOR;
  return shade;
}

function texture(): DataTexture {
  if (spot) return spot;
  const bytes = new Uint8Array(SIDE * SIDE * 4);
  for (let index = 0; index < SIDE * SIDE; index++) {
    const [x, y] = [index % SIDE, Math.floor(index / SIDE)].map((at) => ((at + 0.5) / SIDE) * 2 - 1);
    const near = Math.max(0, 1 - Math.hypot(x!, y!));
    bytes[index * 4 + 3] = Math.round(255 * DARKEST * near * near * (3 - 2 * near));
  }
  spot = new DataTexture(bytes, SIDE, SIDE, RGBAFormat);
  spot.needsUpdate = true;
  return spot;
}
