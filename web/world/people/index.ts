import { Group, MathUtils, type Object3D, Vector3 } from "three";
import { gripOf } from "../products/grip";
import type { Figure, Person, Point, Random } from "../types";
import { Arm } from "./arm";
import { sway } from "./gait";
import { Head } from "./head";
import { Leg } from "./leg";
import { lookOf } from "./looks";
import { torso } from "./torso";

const SHOULDERS = 1.355;
const NECK = 1.455;
const SKULL_OVER_NECK = 0.112;
/** Larger than life, as in drawn films: expressions read from afar. */
const HEAD = 1.12;

const rad = MathUtils.degToRad;

/** A person to be posed: "hostess", "engineer", or anybody else by chance. Hands reach for points
 * counted from the middle between the shoulders, 1.355 m over the floor times her size. A held
 * product's grip is at the hand's point; a phone faces the holder. */
export function buildPerson(name: string, random: Random): Person {
  const look = lookOf(name, random);
  const group = new Group();
  const body = new Group();
  const trunk = new Group();
  const upper = new Group();
  const head = new Head(look);
  const nod = new Group();
  const legs = [-1, 1].map((side) => new Leg(look, side));
  const arms = [-1, 1].map((side) => new Arm(look, side, new Vector3(side * 0.158 * look.shoulders, SHOULDERS - 0.036, 0.004)));
  nod.position.set(0, NECK, 0.008);
  head.group.position.set(0, SKULL_OVER_NECK, -0.012);
  head.group.scale.setScalar(HEAD);
  nod.add(head.group);
  upper.add(torso(look), nod, ...arms.map((arm) => arm.group));
  trunk.add(upper);
  body.add(trunk, ...legs.map((leg) => leg.group));
  body.scale.setScalar(look.size);
  group.name = name;
  group.add(body);
  // The hall shades her; she throws no shadow herself, so that its shadow map is drawn once.
  group.traverse((part) => (part.receiveShadow = true));

  const pose: Person["pose"] = (figure, held) => {
    group.position.set(figure.place[0], 0, figure.place[1]);
    group.rotation.y = -rad(figure.heading);
    const { sink, turn, roll } = sway(figure.stride, figure.pace);
    for (const leg of legs) leg.step(figure.stride, figure.pace, sink);
    upper.position.y = -sink;
    upper.rotation.set(0, turn, roll);
    nod.rotation.set(rad(figure.head_pitch), -rad(figure.head_yaw) - turn, -roll, "YXZ");
    head.express(figure.mouth, figure.blink);
    const things = take(figure, upper, held);
    arms.forEach((arm, i) => arm.take({ target: vector(i === 0 ? figure.left : figure.right), swing: swing(i, figure), ...things[i]! }));
  };
  return { group, face: head.face, body, pose };
}

/** Arms swing against their legs. */
function swing(arm: number, figure: Figure): number {
  return figure.pace * Math.cos(Math.PI * figure.stride) * (arm === 0 ? -1 : 1);
}

function vector(point: Point | null): Vector3 | null {
  return point === null ? null : new Vector3(point[0], SHOULDERS + point[1], -point[2]);
}

type Taken = { thing: Object3D | null; helps: boolean };

/** Put the held things into the upper body's frame and say what each hand does with them: the
 * left hand steadies what the right one holds when both hold the same. */
function take(figure: Figure, upper: Group, held: (id: string) => Object3D): [Taken, Taken] {
  for (const thing of upper.children.filter((child) => child.userData.held === true)) upper.remove(thing);
  const both = figure.left_holds !== null && figure.left_holds === figure.right_holds;
  const left = both ? null : carried(figure.left_holds, vector(figure.left), figure, upper, held);
  const right = carried(figure.right_holds, vector(figure.right), figure, upper, held);
  return [{ thing: both ? right : left, helps: both }, { thing: right, helps: false }];
}

function carried(id: string | null, at: Vector3 | null, figure: Figure, upper: Group, held: (id: string) => Object3D): Object3D | null {
  if (id === null || at === null) return null;
  const thing = held(id);
  thing.rotation.set(-rad(figure.tilt), -rad(figure.turn), 0, "XYZ");
  thing.scale.setScalar(1);
  const up = new Vector3(0, gripOf(thing).height, 0).applyQuaternion(thing.quaternion);
  thing.position.copy(at).sub(up);
  thing.userData.held = true;
  upper.add(thing);
  return thing;
}
