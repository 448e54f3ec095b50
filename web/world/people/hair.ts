import { CatmullRomCurve3, Color, Group, Mesh, MeshStandardMaterial, SphereGeometry, SRGBColorSpace, type Texture, TorusGeometry, Vector3 } from "three";
import { painted } from "../products/paint";
import { reflections } from "../products/reflections";
import { lock } from "./lock";
import type { Look } from "./looks";
import { shell, type Skull, smooth } from "./skull";

/** The hair of that look: a cap that sinks into the skin along the hairline, and what grows out
 * of it. */
export function hair(skull: Skull, look: Look): Group {
  const made = new Group();
  const material = new MeshStandardMaterial({ map: strands(look.hair), roughness: 0.46, envMap: reflections(), envMapIntensity: 0.35 });
  const thick = look.style === "bun" ? 0.0125 : 0.011;
  const cap = shell((direction, u) => capAt(skull, direction, look, thick, u), [-Math.PI, Math.PI], [-1.2, 1.57], 120, 72);
  made.add(new Mesh(cap, material), ...(look.style === "bun" ? bun(skull, material) : quiff(skull, material)));
  return made;
}

/** Thick over the scalp, below the skin under the hairline. */
function capAt(skull: Skull, direction: Vector3, look: Look, thick: number, u: number): Vector3 {
  const place = skull.at(direction);
  const azimuth = Math.abs(Math.atan2(direction.x, -direction.z));
  const line = hairline(azimuth, look.style === "bun" ? 0.66 : 0.7);
  const over = smooth(-0.05, 0.12, Math.asin(direction.y) - line);
  const crown = look.style === "bun" ? 1 : 0.8 + 0.4 * smooth(0.5, 1, direction.y);
  const wave = 1 + (look.style === "bun" ? 0.05 : 0.02) * Math.sin(u * 140);
  return place.addScaledVector(direction, -0.006 + (thick + 0.006) * over * crown * wave);
}

/** Elevation of the hair's edge around the head: over the brow, before the ear, at the nape. */
function hairline(azimuth: number, brow: number): number {
  const temple = smooth(0.55, 1.15, azimuth);
  const nape = smooth(1.72, 2.25, azimuth);
  return brow - (brow - 0.18) * temple - 0.95 * nape;
}

function bun(skull: Skull, material: MeshStandardMaterial): Mesh[] {
  const knot = new Mesh(new SphereGeometry(0.047, 32, 24), material);
  knot.position.set(0, 0.128, 0.066);
  knot.scale.set(1.06, 0.9, 1);
  const band = new Mesh(new TorusGeometry(0.029, 0.007, 10, 32), new MeshStandardMaterial({ color: 0xf2b84b, roughness: 0.6 }));
  band.position.set(0, 0.1, 0.052);
  band.rotation.x = 0.9;
  const twist = [0, 1, 2].map((i) => {
    const turn = new Mesh(new TorusGeometry(0.034 - i * 0.009, 0.0105, 10, 32), material);
    turn.position.set(0.002 * i, 0.14 + i * 0.011, 0.069 - i * 0.002);
    turn.rotation.set(Math.PI / 2 - 0.35, 0.12 * i, 0);
    return turn;
  });
  return [knot, band, ...twist, ...fringe(skull, material)];
}

/** Locks swept from a parting over the left brow to both temples, and one loose beside each
 * cheek. */
function fringe(skull: Skull, material: MeshStandardMaterial): Mesh[] {
  const made: Mesh[] = [];
  for (let i = 0; i < 7; i += 1) {
    const t = i / 6;
    made.push(swept(skull, material, [-0.24 + 0.02 * i, 0.98], [0.5 + 0.16 * t, 0.6 - 0.1 * t], [1.12 + 0.06 * t, 0.36 - 0.3 * t], 0.0115));
  }
  for (let i = 0; i < 4; i += 1) {
    const t = i / 3;
    made.push(swept(skull, material, [-0.26 - 0.02 * i, 0.98], [-0.66 - 0.1 * t, 0.62 - 0.06 * t], [-1.16 - 0.05 * t, 0.34 - 0.3 * t], 0.0105));
  }
  for (const side of [-1, 1]) made.push(swept(skull, material, [side * 1.16, 0.42], [side * 1.2, -0.05], [side * 1.05, -0.52], 0.0055, 0.006));
  return made;
}

/** A lock through three places given as (azimuth, elevation). */
function swept(skull: Skull, material: MeshStandardMaterial, ...rest: [[number, number], [number, number], [number, number], number, number?]): Mesh {
  const [from, over, to, radius, lift = 0.0055] = rest;
  const points = [from, over, to].map(([azimuth, elevation], i) => {
    const direction = new Vector3(Math.sin(azimuth) * Math.cos(elevation), Math.sin(elevation), -Math.cos(azimuth) * Math.cos(elevation));
    return skull.at(direction).addScaledVector(direction, i === 1 ? lift * 1.5 : lift);
  });
  return new Mesh(lock(new CatmullRomCurve3(points), radius), material);
}

function quiff(skull: Skull, material: MeshStandardMaterial): Mesh[] {
  return [...Array(9).keys()].map((i) => {
    const across = -0.62 + 0.145 * i;
    return swept(skull, material, [across, 0.62], [across * 1.1 + 0.1, 0.98], [across * 1.4 + 0.3, 1.3], 0.014, 0.008);
  });
}

function strands(colour: string): Texture {
  const { r, g, b } = new Color(colour).getRGB({ r: 0, g: 0, b: 0 }, SRGBColorSpace);
  return painted(512, 128, (brush) => {
    for (let x = 0; x < 512; x += 1) {
      const light = 1 + 0.42 * Math.sin(x * 2.4) * Math.sin(x * 0.37) + 0.2 * Math.sin(x * 0.11);
      brush.fillStyle = `rgb(${255 * r * light} ${255 * g * light} ${255 * b * light})`;
      brush.fillRect(x, 0, 1, 128);
    }
  });
}
