import { BufferGeometry, CylinderGeometry, DoubleSide, Float32BufferAttribute, Group, LatheGeometry, Mesh, MeshStandardMaterial, type Texture, Vector2 } from "three";
import { RoundedBoxGeometry } from "three/examples/jsm/geometries/RoundedBoxGeometry.js";
import { mark } from "../products/label";
import { painted } from "../products/paint";
import { Loft, type Ring } from "./loft";
import type { Look } from "./looks";
import { cloth, skin } from "./skin";

const HERS: Ring[] = [
  [0.815, 0.172, 0.124, 0], [0.9, 0.171, 0.122, 0], [0.98, 0.156, 0.11, 0.002], [1.06, 0.132, 0.097, 0.006], [1.14, 0.139, 0.102, 0.012],
  [1.21, 0.152, 0.117, 0.02], [1.28, 0.166, 0.112, 0.012], [1.33, 0.176, 0.094, 0], [1.366, 0.168, 0.074, -0.006], [1.39, 0.128, 0.066, -0.008], [1.408, 0.082, 0.06, -0.008], [1.425, 0.056, 0.054, -0.008],
];
const HIS: Ring[] = [
  [0.8, 0.172, 0.128, 0], [0.9, 0.176, 0.13, 0], [1.0, 0.17, 0.126, 0.004], [1.1, 0.168, 0.126, 0.008], [1.2, 0.178, 0.13, 0.012],
  [1.28, 0.194, 0.124, 0.006], [1.33, 0.202, 0.106, 0], [1.366, 0.192, 0.086, -0.006], [1.39, 0.146, 0.076, -0.008], [1.408, 0.096, 0.068, -0.008], [1.425, 0.064, 0.06, -0.008],
];

/** The trunk from hips to neck, dressed; its origin is on the floor between the feet. */
export function torso(look: Look): Group {
  const made = new Group();
  const hers = look.dress === "polo";
  const loft = new Loft(hers ? HERS : HIS, 0.88);
  const neck = new Mesh(new CylinderGeometry(0.047 * look.jaw, 0.056 * look.jaw, 0.13, 28), skin(look.skin));
  neck.position.set(0, 1.435, 0.014);
  neck.rotation.x = -0.1;
  const hips = new Mesh(new Loft([[0.76, 0.05, 0.06], [0.785, 0.14, 0.1], [0.83, 0.16, 0.114], [0.9, 0.155, 0.11]]).geometry(40, 16), cloth(look.trousers));
  made.add(new Mesh(loft.geometry(), cloth(look.cloth, hers ? polo(look) : jacket(look))), neck, hips, collar(look));
  if (look.badge !== null) made.add(...(hers ? lanyard(loft, look) : [pin(loft, look.badge, look.cloth)]));
  return made;
}

/** Two leaves with a gap at the throat, standing a little off the neck. */
function collar(look: Look): Mesh {
  const outline = [[0.052, 1.44], [0.0575, 1.443], [0.066, 1.43], [0.08, 1.402], [0.081, 1.397]].map(([x, y]) => new Vector2(x! * (look.jaw > 1.05 ? 1.12 : 1), y!));
  const gap = 0.5;
  const material = cloth(look.dress === "polo" ? look.trim : look.cloth);
  material.side = DoubleSide;
  const made = new Mesh(new LatheGeometry(outline, 48, Math.PI + gap / 2, 2 * Math.PI - gap), material);
  made.position.z = 0.006;
  made.scale.z = 0.92;
  return made;
}

/** A ribbon around the neck down to a badge with her name. */
function lanyard(loft: Loft, look: Look): Mesh[] {
  const ribbon = new MeshStandardMaterial({ color: 0x1c2f5a, roughness: 0.7, side: DoubleSide });
  const strips = [-1, 1].map((side) => new Mesh(strip(loft, side), ribbon));
  return [...strips, pin(loft, look.badge!, look.cloth, 0, 1.1, 0.062, 0.09)];
}

function strip(loft: Loft, side: number): BufferGeometry {
  const positions: number[] = [];
  const index: number[] = [];
  for (let i = 0; i <= 20; i += 1) {
    const t = i / 20;
    const y = 1.4 - 0.25 * t;
    const x = side * 0.072 * (1 - t) ** 0.9;
    for (const edge of [-0.0065, 0.0065]) positions.push(x + edge, y, -loft.front(x + edge, y) - 0.006);
    if (i < 20) index.push(2 * i, 2 * i + 1, 2 * i + 2, 2 * i + 1, 2 * i + 3, 2 * i + 2);
  }
  const made = new BufferGeometry();
  made.setAttribute("position", new Float32BufferAttribute(positions, 3));
  made.setIndex(index);
  made.computeVertexNormals();
  return made;
}

function pin(loft: Loft, name: string, colour: string, x = 0.085, y = 1.245, wide = 0.07, tall = 0.034): Mesh {
  const face = new MeshStandardMaterial({ map: badge(name, colour, wide, tall), roughness: 0.35 });
  const edge = new MeshStandardMaterial({ color: 0xf4f4f2, roughness: 0.4 });
  const made = new Mesh(new RoundedBoxGeometry(wide, tall, 0.004, 3, 0.002), [edge, edge, edge, edge, edge, face]);
  made.position.set(x, y, -loft.front(x, y) - 0.008);
  made.rotation.y = -x * 3;
  return made;
}

function badge(name: string, colour: string, wide: number, tall: number): Texture {
  const high = Math.round((256 * tall) / wide);
  return painted(256, high, (brush) => {
    brush.fillStyle = "#fbfbf8";
    brush.fillRect(0, 0, 256, high);
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 256, high > 200 ? 90 : 34);
    if (high > 200) mark(brush, 128, 46, 32, "#ffffff");
    brush.fillStyle = "#1d2733";
    brush.textAlign = "center";
    brush.font = '700 62px "DejaVu Sans", Arial, sans-serif';
    brush.fillText(name, 128, high > 200 ? 190 : 100, 230);
    brush.fillStyle = "#8a949e";
    if (high > 200) for (const [y, w] of [[235, 170], [268, 120], [300, 140]] as const) brush.fillRect(128 - w / 2, y, w, 12);
  });
}

/** Shared by both: the colour, a fine weave, shade under the arms and at the hem. */
function fabric(brush: CanvasRenderingContext2D, colour: string): void {
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1024, 1024);
  brush.fillStyle = "rgba(255,255,255,0.035)";
  for (let y = 0; y < 1024; y += 4) brush.fillRect(0, y, 1024, 2);
  for (const [x, wide] of [[256, 70], [768, 70]] as const) {
    const fade = brush.createLinearGradient(x - wide, 0, x + wide, 0);
    fade.addColorStop(0, "rgba(0,0,0,0)");
    fade.addColorStop(0.5, "rgba(0,0,0,0.3)");
    fade.addColorStop(1, "rgba(0,0,0,0)");
    brush.fillStyle = fade;
    brush.fillRect(x - wide, 150, 2 * wide, 874);
  }
  const hem = brush.createLinearGradient(0, 960, 0, 1024);
  hem.addColorStop(0, "rgba(0,0,0,0)");
  hem.addColorStop(1, "rgba(0,0,0,0.35)");
  brush.fillStyle = hem;
  brush.fillRect(0, 960, 1024, 64);
}

function polo(look: Look): Texture {
  return painted(1024, 1024, (brush) => {
    fabric(brush, look.cloth);
    brush.fillStyle = look.trim;
    brush.fillRect(501, 60, 22, 250);
    brush.fillStyle = look.cloth;
    brush.fillRect(504, 60, 16, 247);
    brush.fillStyle = look.trim;
    for (const y of [170, 230, 285]) {
      brush.beginPath();
      brush.arc(512, y, 5, 0, 7);
      brush.fill();
    }
    brush.fillRect(0, 1006, 1024, 18);
    brush.save();
    brush.translate(436, 330);
    brush.scale(0.72, 1);
    mark(brush, 0, 0, 34, look.trim);
    brush.restore();
  });
}

function jacket(look: Look): Texture {
  return painted(1024, 1024, (brush) => {
    fabric(brush, look.cloth);
    brush.fillStyle = "#2b3036";
    brush.fillRect(507, 40, 10, 984);
    brush.strokeStyle = "rgba(20,24,28,0.55)";
    brush.lineWidth = 4;
    brush.strokeRect(390, 330, 84, 92);
    brush.strokeRect(550, 330, 84, 92);
    brush.fillStyle = look.trim;
    brush.fillRect(0, 500, 1024, 30);
    brush.fillStyle = "#e8ebe6";
    brush.fillRect(0, 507, 1024, 16);
    brush.save();
    brush.translate(430, 372);
    brush.scale(0.72, 1);
    mark(brush, 0, 0, 30, "#f4f1e8");
    brush.restore();
  });
}
