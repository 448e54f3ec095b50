import { BufferGeometry, DoubleSide, Float32BufferAttribute, Group, Mesh, MeshStandardMaterial } from "three";
import type { Look } from "./looks";
import { MOUTH_Y, type Skull } from "./skull";

const ACROSS = 24;
const OVER = 6;
const HALF_WIDTH = 0.0265;

/** Where a strip of the mouth lies: height of the point at `t` (-1 left corner, 1 right) and `s`
 * (0 upper edge, 1 lower edge), and how far it stands out of the face. */
type Strip = (t: number, s: number, open: number) => [x: number, y: number, out: number];

/** Lips, teeth and the dark between them, laid on the face's surface anew whenever they move. */
export class Mouth {
  readonly group = new Group();
  private readonly strips: [Mesh, Strip][];
  private shown = -1;

  constructor(private readonly skull: Skull, look: Look) {
    const lip = new MeshStandardMaterial({ color: look.lip, roughness: 0.36, side: DoubleSide });
    const dark = new MeshStandardMaterial({ color: 0x3a1014, roughness: 0.9, side: DoubleSide });
    const ivory = new MeshStandardMaterial({ color: 0xfbf7ef, roughness: 0.3, emissive: 0x2a2a28, side: DoubleSide });
    const tongue = new MeshStandardMaterial({ color: 0xc05a5c, roughness: 0.5, side: DoubleSide });
    const { upper, lower } = lipsOf(look.lips);
    this.strips = [
      [strip(dark), (t, s, open) => between(t, s, open, 0, 1, 0.001)],
      [strip(ivory), (t, s, open) => between(t * 0.86, s, open, 0, Math.min(0.6, 0.5 / (0.35 + open)), 0.0016)],
      [strip(tongue), (t, s, open) => between(t * 0.62, s, open, 0.72 + 0.1 * t * t, 1, 0.0018)],
      [strip(lip), upper],
      [strip(lip), lower],
    ];
    this.group.add(...this.strips.map(([mesh]) => mesh));
    this.open(0);
  }

  /** 0 is shut, 1 wide open. */
  open(share: number): void {
    if (Math.abs(share - this.shown) < 0.002) return;
    this.shown = share;
    for (const [mesh, place] of this.strips) this.lay(mesh.geometry, place, share);
    this.strips[1]![0].visible = share > 0.08;
    this.strips[2]![0].visible = share > 0.25;
  }

  private lay(geometry: BufferGeometry, place: Strip, open: number): void {
    const position = geometry.getAttribute("position");
    for (let i = 0; i <= ACROSS; i += 1) {
      for (let j = 0; j <= OVER; j += 1) {
        const [x, y, out] = place((2 * i) / ACROSS - 1, j / OVER, open);
        position.setXYZ(i * (OVER + 1) + j, x, y, -this.skull.front(x, y) - out);
      }
    }
    position.needsUpdate = true;
    geometry.computeVertexNormals();
    geometry.computeBoundingBox();
    geometry.computeBoundingSphere();
  }
}

/** A closed mouth smiles: its corners are high. An open one is rounder and narrower. */
function corner(t: number, open: number): [x: number, y: number] {
  return [t * HALF_WIDTH * (1 - 0.16 * open), MOUTH_Y + (0.0075 - 0.003 * open) * t * t * Math.abs(t) ** 0.4];
}

/** The edges of the opening: the upper stays, the lower falls with the jaw. */
function opening(t: number, open: number): [top: number, bottom: number] {
  const round = Math.max(0, 1 - t * t) ** 0.75;
  const [, y] = corner(t, open);
  return [y + round * (0.0001 + 0.004 * open), y - round * (0.0005 + 0.0205 * open)];
}

function between(t: number, s: number, open: number, from: number, to: number, out: number): [number, number, number] {
  const [x] = corner(t, open);
  const [top, bottom] = opening(t, open);
  return [x, top + (bottom - top) * (from + (to - from) * s), out];
}

function lipsOf(full: number): { upper: Strip; lower: Strip } {
  const plump = (s: number): number => 0.0008 + 0.0042 * Math.sin(Math.PI * Math.min(1, 0.12 + s * 0.9)) * (0.7 + 0.3 * full);
  const upper: Strip = (t, s, open) => {
    const [x] = corner(t * 1.03, open);
    const bow = 0.0072 * full * Math.max(0, 1 - t * t) ** 0.6 * (1 - 0.2 * Math.exp(-((t / 0.12) ** 2)) + 0.1 * Math.exp(-(((Math.abs(t) - 0.26) / 0.12) ** 2)));
    const edge = opening(t, open)[0];
    return [x, edge + bow * (1 - s), plump(s) * (1 - 0.8 * t ** 4)];
  };
  const lower: Strip = (t, s, open) => {
    const [x] = corner(t * 1.03, open);
    const swell = 0.0098 * full * Math.max(0, 1 - t * t) ** 0.7;
    return [x, opening(t, open)[1] - swell * s, plump(1 - s) * 1.1 * (1 - 0.8 * t ** 4)];
  };
  return { upper, lower };
}

function strip(material: MeshStandardMaterial): Mesh {
  const made = new BufferGeometry();
  const index: number[] = [];
  for (let i = 0; i < ACROSS; i += 1) {
    for (let j = 0; j < OVER; j += 1) {
      const here = i * (OVER + 1) + j;
      index.push(here, here + 1, here + OVER + 1, here + OVER + 1, here + 1, here + OVER + 2);
    }
  }
  made.setAttribute("position", new Float32BufferAttribute(new Float32Array((ACROSS + 1) * (OVER + 1) * 3), 3));
  made.setIndex(index);
  return new Mesh(made, material);
}
