import { Group, Mesh, type Object3D, SphereGeometry, Vector3 } from "three";
import { gripOf } from "../products/grip";
import { Hand, PALM } from "./hand";
import { Limb } from "./limb";
import type { Look } from "./looks";
import { reach } from "./reach";
import { cloth, skin } from "./skin";
import { smooth } from "./skull";

const UPPER = 0.275;
const FORE = 0.245;

/** What the hand is asked to do, in the trunk's metres (x right, y up, z back). */
export interface Task {
  target: Vector3 | null;
  swing: number;
  thing: Object3D | null;
  /** The thing is in the other hand, and this one steadies it. */
  helps: boolean;
}

/** An arm from its shoulder (side -1 left, 1 right). */
export class Arm {
  readonly group = new Group();
  private readonly hand: Hand;
  private readonly limbs: Limb[];
  private readonly cap: Mesh;

  constructor(look: Look, private readonly side: number, private readonly shoulder: Vector3) {
    const flesh = skin(look.skin);
    this.hand = new Hand(side, flesh);
    const dressed = cloth(look.cloth);
    const long = look.dress === "jacket";
    this.cap = new Mesh(new SphereGeometry(long ? 0.061 : 0.0535, 24, 18), dressed);
    this.cap.position.copy(shoulder);
    this.limbs = long ? jacketSleeve(look, flesh) : poloSleeve(look, flesh);
    this.group.add(this.cap, this.hand.group, ...this.limbs.map((limb) => limb.mesh));
  }

  /** Reach; a held thing must already stand in the trunk's frame (its foot's middle and its
   * upright): the hand goes to its grip. */
  take(task: Task): void {
    if (task.thing !== null) this.hold(task.thing, task.helps);
    else this.show(task.target ?? this.hanging(task.swing));
  }

  private hanging(swing: number): Vector3 {
    return new Vector3(this.shoulder.x + this.side * (0.055 - 0.02 * Math.abs(swing)), this.shoulder.y - 0.497 + 0.05 * Math.abs(swing), this.shoulder.z - 0.05 - 0.24 * swing);
  }

  /** Hanging, or with an open palm up and towards the middle the higher it is. */
  private show(target: Vector3): void {
    const lift = smooth(-0.46, -0.24, target.y - this.shoulder.y);
    const raised = smooth(-0.1, 0.15, target.y - this.shoulder.y);
    const [elbow, wrist] = this.bend(target, new Vector3(this.side * 0.52, -lift, 1 - 0.65 * lift));
    const fingers = wrist.clone().sub(elbow).normalize();
    const shown = new Vector3(-this.side * 0.75 * (1 - raised), 0.55 * (1 - raised), -0.35 - raised);
    const palm = new Vector3(-this.side, 0, 0.25).lerp(shown, lift);
    this.hand.open(lift);
    this.hand.place(wrist, fingers, square(palm, fingers));
  }

  private hold(thing: Object3D, helps: boolean): void {
    const grip = gripOf(thing);
    const up = new Vector3(0, 1, 0).applyQuaternion(thing.quaternion);
    const middle = thing.position.clone().addScaledVector(up, helps && grip.kind === "top" ? 0.05 : grip.height);
    const from = grip.kind === "top" && !helps ? up : this.outside(up);
    const fingers = grip.kind === "top" && !helps ? square(new Vector3(0, 0, -1), up) : from.clone().cross(up).multiplyScalar(-this.side);
    const radius = helps && grip.kind === "top" ? 0.06 : grip.radius;
    const gap = grip.kind === "top" && !helps ? 0.02 : radius + 0.012;
    const palm = middle.addScaledVector(from, gap);
    const wrist = palm.clone().addScaledVector(fingers, -PALM - 0.012);
    this.bend(wrist, new Vector3(this.side * 0.5, -1, 0.35));
    this.hand.grasp(grip.kind === "top" && !helps ? 0.006 : radius);
    this.hand.place(wrist, fingers, from.clone().negate());
  }

  /** From the thing's axis to the palm: to the hand's own side and back to the holder. */
  private outside(up: Vector3): Vector3 {
    return square(new Vector3(this.side * 0.84, 0, 0.55), up);
  }

  private bend(target: Vector3, pole: Vector3): [Vector3, Vector3] {
    const [elbow, wrist] = reach(this.shoulder, target, UPPER, FORE, pole);
    for (const limb of this.limbs) limb.bend(this.shoulder, elbow, wrist);
    return [elbow, wrist];
  }
}

/** The part of `vector` square to `axis`, of unit length. */
function square(vector: Vector3, axis: Vector3): Vector3 {
  return vector.clone().addScaledVector(axis, -vector.dot(axis)).normalize();
}

function poloSleeve(look: Look, flesh: ReturnType<typeof skin>): Limb[] {
  const bare = (share: number): number => 0.0385 - 0.0115 * share + 0.004 * Math.exp(-(((share - 0.6) / 0.12) ** 2)) - 0.003 * Math.exp(-(((share - 0.48) / 0.06) ** 2));
  return [
    new Limb(bare, flesh, 0.05, 1.02),
    new Limb((share) => 0.053 - 0.012 * share, cloth(look.cloth), 0, 0.31),
    new Limb((share) => 0.0505 - 0.001 * share, cloth(look.trim), 0.285, 0.312),
  ];
}

function jacketSleeve(look: Look, flesh: ReturnType<typeof skin>): Limb[] {
  const fold = (share: number): number => 0.0022 * Math.sin(share * 60) * Math.exp(-(((share - 0.5) / 0.2) ** 2));
  return [
    new Limb(() => 0.03, flesh, 0.9, 1.02),
    new Limb((share) => 0.061 - 0.019 * share + fold(share), cloth(look.cloth), 0, 0.95),
    new Limb((share) => 0.0625 - 0.019 * share, cloth(look.trim), 0.3, 0.335),
    new Limb(() => 0.0455, cloth(look.cloth), 0.9, 0.955),
  ];
}
