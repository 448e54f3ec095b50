import { CanvasTexture, Color, InstancedMesh, LatheGeometry, Material, Matrix4, Mesh, PlaneGeometry, Vector2 } from "three";
import { BOTTLE, COATS, LID, LID_AT } from "./bottle";
import { gate, vision } from "./gate";
import type { Frame } from "./frame";
import { cycle } from "./part";
import { dull } from "./paints";
import { pick, type Site, subject } from "./site";
import { canvas, texture } from "./textures/canvas";
import { mottle } from "./textures/noise";
import { thrifty } from "./thrift";

export const LINE = { from: -5, to: 6.64, z: -5.55, top: 0.86 } as const;
const GAP = 0.2328;
const COUNT = Math.round((LINE.to - LINE.from) / GAP);
/** Metres per second. */
const SPEED = 0.16;
const GATE_X = -1.45;

/** The belt with its bottles, the gate that presses the lids on, the camera that checks them. */
export function conveyor(site: Site): void {
  const frame = site.still.at(0, 0, LINE.z);
  stand(site, frame);
  belt(site);
  bottles(site);
  gate(site, site.still.at(GATE_X, 0, LINE.z), (t) => cycle((t * SPEED) / GAP + (LINE.from - GATE_X) / GAP));
  vision(site, site.still.at(3.55, 0, LINE.z));
  subject(site, "machine:assembly", [LINE.from, 0, LINE.z - 0.5], [LINE.to, 2.1, LINE.z + 0.4]);
}

function stand({ paints }: Site, frame: Frame): void {
  const [alloy, blue] = [paints.steel(0xcdd3d6), paints.gloss(0x2f6fb0)];
  const [middle, length] = [(LINE.from + LINE.to) / 2, LINE.to - LINE.from];
  for (const z of [-0.24, 0.24]) {
    frame.box(alloy, [length, 0.14, 0.04], [middle, LINE.top - 0.13, z]);
    frame.box(blue, [length, 0.03, 0.045], [middle, LINE.top - 0.08, z]);
    frame.rod(paints.chrome(), 0.008, [LINE.from, LINE.top + 0.11, z * 0.72], [LINE.to, LINE.top + 0.11, z * 0.72], 6);
    for (let x = LINE.from + 0.3; x < LINE.to; x += 0.9) frame.box(alloy, [0.02, 0.14, 0.02], [x, LINE.top, z * 0.86]);
  }
  for (let x = LINE.from + 0.25; x < LINE.to; x += 1.85) {
    for (const z of [-0.22, 0.22]) frame.box(alloy, [0.06, LINE.top - 0.12, 0.06], [x, 0, z]).rod(paints.matt(0x30373b), 0.05, [x, 0, z], [x, 0.03, z], 10);
    frame.box(alloy, [0.05, 0.05, 0.44], [x, 0.24, 0]);
  }
  frame.box(paints.matt(0x8a9499), [length, 0.02, 0.4], [middle, 0.5, 0]);
  for (const x of [LINE.from, LINE.to]) frame.rod(paints.steel(), 0.06, [x, LINE.top - 0.07, -0.21], [x, LINE.top - 0.07, 0.21], 14);
  frame.block(paints.gloss(0x2f8f7a), [0.4, 0.26, 0.3], [LINE.to - 0.5, 0.42, 0.1], 0.04);
}

function belt({ random, moving, movers }: Site): void {
  const links = weave(random);
  const length = LINE.to - LINE.from;
  links.repeat.set(length / 0.5, 1);
  const made = new Mesh(new PlaneGeometry(length, 0.42).rotateX(-Math.PI / 2), belting(links));
  made.position.set((LINE.from + LINE.to) / 2, LINE.top, LINE.z);
  made.receiveShadow = true;
  moving.add(made);
  movers.push((t) => (links.offset.x = -cycle((t * SPEED) / 0.5)));
}

/** Plain, for the belt's corners have no colours of their own. */
function belting(map: CanvasTexture): Material {
  const material = dull(map);
  material.vertexColors = false;
  return material;
}

function weave(random: Site["random"]): CanvasTexture {
  const pen = canvas(256, 256, "#2f6d5c");
  for (let x = 0; x < 256; x += 32) {
    pen.fillStyle = "rgba(10,40,32,0.5)";
    pen.fillRect(x, 0, 4, 256);
    pen.fillStyle = "rgba(160,210,190,0.25)";
    pen.fillRect(x + 4, 0, 3, 256);
  }
  mottle(pen, random, [[4, 0.08], [17, 0.06]], 0.08);
  return texture(pen, true);
}

/** Rows of instances that share their place: coats from the start, lids from the gate on. */
function bottles({ paints, random, moving, movers }: Site): void {
  const [coat, neck, lid] = [row(paints.lacquer(0xffffff), BOTTLE.slice(0, -2)), row(paints.chrome(), [[0.034, 0.185], [0.027, 0.2], [0.026, 0.212], [0.02, 0.212]]), row(paints.lacquer(0x24292d), LID)];
  for (let i = 0; i < COUNT; i++) coat.setColorAt(i, new Color(pick(random, COATS)));
  moving.add(coat, neck, lid);
  const [place, hidden] = [new Matrix4(), new Matrix4().makeScale(0, 0, 0)];
  movers.push((t) => {
    for (let i = 0; i < COUNT; i++) {
      const x = LINE.from + cycle((i * GAP + t * SPEED) / (COUNT * GAP)) * COUNT * GAP;
      place.makeTranslation(x, LINE.top, LINE.z);
      coat.setMatrixAt(i, place);
      neck.setMatrixAt(i, place);
      lid.setMatrixAt(i, x > GATE_X ? place.setPosition(x, LINE.top + LID_AT, LINE.z) : hidden);
    }
    for (const mesh of [coat, neck, lid]) mesh.instanceMatrix.needsUpdate = true;
  });
}

function row(paint: { material: InstancedMesh["material"]; colour: Color }, outline: [number, number][]): InstancedMesh {
  const shape = new LatheGeometry(outline.map(([r, h]) => new Vector2(r, h)), 18);
  const material = (Array.isArray(paint.material) ? paint.material[0]! : paint.material).clone();
  thrifty(material);
  Object.assign(material, { vertexColors: false, color: paint.colour.clone() });
  const made = new InstancedMesh(shape, material, COUNT);
  made.frustumCulled = false;
  made.receiveShadow = true;
  return made;
}
