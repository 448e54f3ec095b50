// The people and the products of a moment, made when they are first seen.
import { Group, MathUtils, Raycaster, Vector3 } from "three";
import type { Object3D } from "three";
import { buildPerson } from "./people";
import { buildProduct } from "./products";
import { buildPhone } from "./products/phone";
import { seeded } from "./random";
import { buildShade } from "./shade";
import type { Shade } from "./shade";
import type { Figure, Moment, Person, Product, Prop, Subjects } from "./types";

const PROP_SHADE = 0.14;
const FIGURE_SHADE = 0.42;
/** Metres over what it stands on at which a prop's shade is gone. */
const SHADE_FADES = 0.5;
const OVER_GROUND = 0.003;
/** A foot may sink a little into what it stands on. */
const REACH_UP = 0.03;

/** A person, the shade at her feet, and what she ever held. */
interface Member {
  person: Person;
  shade: Object3D;
  things: Map<string, Object3D>;
}

interface Placed {
  thing: Object3D;
  shade: Shade;
}

export class Cast {
  readonly group = new Group();
  private readonly members = new Map<string, Member>();
  private readonly placed = new Map<string, Placed>();
  private readonly products: Map<string, Product>;

  /** `still`: what props may stand on. */
  constructor(
    products: Product[],
    private readonly still: Object3D,
    private readonly seed: number,
  ) {
    this.products = new Map(products.map((product) => [product.id, product]));
  }

  /** Put everybody and everything where the moment has them; what has a name and can be seen. */
  take(moment: Moment): Subjects {
    for (const child of this.group.children) child.visible = false;
    const subjects: Subjects = new Map();
    for (const figure of moment.figures) this.pose(figure, subjects);
    moment.props.forEach((prop, index) => this.place(prop, index, subjects));
    return subjects;
  }

  private pose(figure: Figure, subjects: Subjects): void {
    const { person, shade, things } = this.member(figure.name);
    const inHand: [string, Object3D][] = [];
    person.pose(figure, (id) => {
      const name = `${id} ${inHand.filter(([held]) => held === id).length}`;
      const thing = things.get(name) ?? this.make(id);
      things.set(name, thing);
      inHand.push([id, thing]);
      return thing;
    });
    shade.position.set(figure.place[0], shade.position.y, figure.place[1]);
    person.group.visible = shade.visible = true;
    subjects.set(`figure:${figure.name}`, person.body).set(`face:${figure.name}`, person.face);
    for (const [id, thing] of inHand) if (within(thing, person.group)) subjects.set(`held:${id}`, thing);
  }

  private member(name: string): Member {
    const known = this.members.get(name);
    if (known) return known;
    const person = buildPerson(name, seeded(hash(`${this.seed} ${name}`)));
    const made = { person, shade: buildShade(FIGURE_SHADE), things: new Map<string, Object3D>() };
    this.members.set(name, made);
    this.group.add(person.group, made.shade);
    return made;
  }

  /** Two props may be the same product: each place in the moment's list has things of its own. */
  private place(prop: Prop, index: number, subjects: Subjects): void {
    const name = `${prop.product} ${index}`;
    const { thing, shade } = this.placed.get(name) ?? this.put(name, prop.product);
    const turn = MathUtils.degToRad;
    thing.position.set(...prop.position);
    thing.rotation.set(turn(prop.pitch), -turn(prop.yaw), -turn(prop.roll), "YXZ");
    this.lay(shade, prop);
    thing.visible = true;
    subjects.set(`prop:${prop.product}`, thing);
  }

  /** The shade of a prop lies on what is beneath it and fades as it rises. */
  private lay(shade: Shade, { position: [x, y, z] }: Prop): void {
    const key = `${x} ${y} ${z}`;
    if (shade.userData.key !== key) {
      shade.userData.key = key;
      const gap = this.gapBelow(new Vector3(x, y + REACH_UP, z)) - REACH_UP;
      shade.position.set(x, y - gap + OVER_GROUND, z);
      shade.material.opacity = Math.max(0, 1 - gap / SHADE_FADES);
    }
    shade.visible = shade.material.opacity > 0;
  }

  private gapBelow(from: Vector3): number {
    const down = new Raycaster(from, new Vector3(0, -1, 0));
    return down.intersectObject(this.still)[0]?.distance ?? Infinity;
  }

  private put(name: string, id: string): Placed {
    const made = { thing: this.make(id), shade: buildShade(PROP_SHADE) };
    this.placed.set(name, made);
    this.group.add(made.thing, made.shade);
    return made;
  }

  private make(id: string): Object3D {
    if (id === "phone") return buildPhone();
    const product = this.products.get(id);
    if (!product) throw new Error(`No product "${id}" is known: give its description to the stage.`);
    return buildProduct(product);
  }
}

function within(thing: Object3D, whole: Object3D): boolean {
  for (let up: Object3D | null = thing; up; up = up.parent) if (up === whole) return true;
  return false;
}

/** FNV-1a (Fowler, Noll, Vo), 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0)!, 0x01000193);
  return value >>> 0;
}
