import { Group, LatheGeometry, Mesh, MeshBasicMaterial, PlaneGeometry, Vector2 } from "three";
import type { Paint } from "./batch";
import type { Frame } from "./frame";
import { part } from "./part";
import type { Site } from "./site";
import { canvas, texture } from "./textures/canvas";

const [HIP, SHOULDER, UPPER, FORE] = [0.92, 1.37, 0.27, 0.25] as const;

/** Looks of one worker. */
export interface Look {
  skin: string;
  cloth: string;
  cap: string;
  hair: string;
}

interface Limb {
  upper: Group;
  lower: Group;
}

/** A worker's joints. He stands at the group's origin and looks to its z. */
export interface Worker {
  group: Group;
  torso: Group;
  head: Group;
  arms: [Limb, Limb];
  legs: [Group, Group];
}

export function buildWorker(site: Site, look: Look): Worker {
  const { paints } = site;
  const [cloth, skin] = [paints.matt(look.cloth), paints.plain(look.skin)];
  const group = new Group();
  group.add(spot());
  site.moving.add(group);
  const torso = part(group, [0, 0, 0], (f) => trunk(site, f, cloth));
  const head = part(torso, [0, 1.46, 0.01], (f) => face(site, f, look, skin));
  const arms = [-1, 1].map((side) => arm(site, torso, side, cloth)) as [Limb, Limb];
  const legs = [-1, 1].map((side) => part(group, [0.095 * side, HIP, 0], (f) => leg(site, f, cloth))) as [Group, Group];
  return { group, torso, head, arms, legs };
}

const TRUNK: [number, number][] = [[0.08, 0.84], [0.165, 0.87], [0.172, 0.96], [0.15, 1.08], [0.172, 1.26], [0.178, 1.34], [0.14, 1.41], [0.06, 1.45], [0.052, 1.5]];

function trunk({ paints }: Site, f: Frame, cloth: Paint): void {
  f.put(cloth, new LatheGeometry(TRUNK.map(([r, y]) => new Vector2(r, y)), 20).scale(1.08, 1, 0.68));
  const strip = new LatheGeometry([[0.163, 1.15], [0.172, 1.155], [0.178, 1.19], [0.168, 1.195]].map(([r, y]) => new Vector2(r, y)), 20).scale(1.08, 1, 0.69);
  f.put(paints.matt(0xe6e8dd), strip);
  f.box(paints.matt(0xf1f1ea), [0.07, 0.045, 0.006], [0.085, 1.27, 0.12]).box(paints.matt(0x1f3f6c), [0.1, 0.11, 0.006], [-0.08, 1.22, 0.121]);
  f.put(paints.matt(0x2b3137), new LatheGeometry([[0.17, 0.945], [0.178, 0.95], [0.178, 0.985], [0.17, 0.99]].map(([r, y]) => new Vector2(r, y)), 20).scale(1.08, 1, 0.7));
}

function face({ paints }: Site, f: Frame, look: Look, skin: Paint): void {
  const [hair, cap, dark] = [paints.matt(look.hair), paints.matt(look.cap), paints.matt(0x1d1a1a)];
  f.rod(skin, 0.05, [0, -0.05, 0], [0, 0.06, 0], 12);
  f.ball(skin, 0.1, [0, 0.125, 0.01], [0.88, 1.16, 0.98], 18).ball(hair, 0.1, [0, 0.13, -0.016], [0.93, 1.02, 0.98], 16);
  f.ball(cap, 0.11, [0, 0.172, -0.004], [0.97, 0.86, 1.03], 18).block(cap, [0.15, 0.014, 0.1], [0, 0.172, 0.125], 0.006);
  f.ball(skin, 0.016, [0, 0.112, 0.106], [0.8, 1.2, 1], 8);
  for (const x of [-0.036, 0.036]) f.ball(dark, 0.009, [x, 0.135, 0.1], [1.2, 1, 0.6], 8).ball(skin, 0.02, [x * 2.5, 0.12, 0.01], [0.5, 1.2, 0.9], 8);
  f.box(paints.plain(0xa8645a), [0.04, 0.007, 0.006], [0, 0.068, 0.1]);
}

function arm({ paints }: Site, torso: Group, side: number, cloth: Paint): Limb {
  const upper = part(torso, [0.186 * side, SHOULDER - 0.01, 0], (f) => f.ball(cloth, 0.06, [0, 0, 0], [1, 1, 1], 12).rod(cloth, 0.045, [0, -UPPER, 0], [0, 0, 0], 12, 0.058));
  const lower = part(upper, [0, -UPPER, 0], (f) => {
    f.ball(cloth, 0.046, [0, 0, 0], [1, 1, 1], 10).rod(cloth, 0.035, [0, -FORE, 0], [0, 0, 0], 12, 0.046);
    f.ball(paints.matt(0xf0efe8), 0.04, [0, -FORE - 0.05, 0.005], [0.75, 1.35, 0.95], 10);
  });
  return { upper, lower };
}

function leg({ paints }: Site, f: Frame, cloth: Paint): void {
  f.ball(cloth, 0.088, [0, -0.02, 0], [1, 1, 1], 12).rod(cloth, 0.062, [0, -HIP + 0.09, 0], [0, 0, 0], 12, 0.09);
  f.block(paints.matt(0x23272a), [0.095, 0.09, 0.26], [0, -HIP, 0.045], 0.03);
}

/** The soft shade under someone who moves. */
function spot(): Mesh {
  const pen = canvas(64, 64);
  const fade = pen.createRadialGradient(32, 32, 2, 32, 32, 31);
  fade.addColorStop(0, "rgba(10,14,16,0.6)");
  fade.addColorStop(1, "rgba(10,14,16,0)");
  pen.fillStyle = fade;
  pen.fillRect(0, 0, 64, 64);
  const made = new Mesh(new PlaneGeometry(0.95, 0.95).rotateX(-Math.PI / 2), new MeshBasicMaterial({ map: texture(pen), transparent: true, depthWrite: false }));
  made.position.y = 0.006;
  return made;
}
