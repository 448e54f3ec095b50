import { CylinderGeometry, Group, Mesh, SphereGeometry, Vector3 } from "three";
import { footOf } from "./gait";
import { Limb } from "./limb";
import type { Look } from "./looks";
import { reach } from "./reach";
import { cloth } from "./skin";

const THIGH = 0.405;
const SHIN = 0.39;
export const HIP = 0.865;

/** A trousered leg with its shoe. */
export class Leg {
  readonly group = new Group();
  private readonly limb: Limb;
  private readonly shoe = new Group();

  constructor(look: Look, private readonly side: number) {
    const wide = look.dress === "jacket" ? 1.12 : 1;
    this.limb = new Limb((share) => wide * girth(share), cloth(look.trousers), -0.06, 0.985);
    this.shoe.add(...shoeOf(look));
    this.group.add(this.limb.mesh, this.shoe);
  }

  /** Stand or walk; `sink`: how far the hips are lower than standing. */
  step(stride: number, pace: number, sink: number): void {
    const hip = new Vector3(this.side * 0.078, HIP - sink, 0);
    const foot = footOf(this.side, stride, pace);
    const [knee, ankle] = reach(hip, foot.ankle, THIGH, SHIN, new Vector3(this.side * 0.06, 0, -1));
    this.limb.bend(hip, knee, ankle);
    this.shoe.position.copy(ankle);
    this.shoe.rotation.set(foot.tilt, -this.side * 0.14 * (1 - 0.6 * pace), 0);
  }
}

/** A thigh with a rounded top, a knee, a calf. */
function girth(share: number): number {
  const top = Math.sqrt(Math.min(1, (share + 0.06) / 0.1));
  return top * (0.088 - 0.03 * Math.min(1, Math.max(0, share) * 1.6) - 0.009 * share + 0.004 * Math.exp(-(((share - 0.68) / 0.12) ** 2)));
}

function shoeOf(look: Look): Mesh[] {
  const upper = new Mesh(new SphereGeometry(1, 24, 16), cloth(look.shoe));
  upper.scale.set(0.044, 0.05, 0.122);
  upper.position.set(0, -0.055, -0.045);
  const heel = new Mesh(new SphereGeometry(1, 20, 16), cloth(look.shoe));
  heel.scale.set(0.041, 0.062, 0.05);
  heel.position.set(0, -0.036, 0.012);
  const sole = new Mesh(new CylinderGeometry(1, 0.97, 0.022, 40), cloth(look.dress === "polo" ? look.cloth : "#26211d"));
  sole.scale.set(0.0455, 1, 0.124);
  sole.position.set(0, -0.074, -0.045);
  return [upper, heel, sole];
}
