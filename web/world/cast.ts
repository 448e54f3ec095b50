// The people and the products of a moment, made when they are first seen.
import { BoxGeometry, Group, MathUtils, Mesh, MeshBasicMaterial, MeshStandardMaterial, PlaneGeometry } from "three";
import type { Object3D } from "three";
import { buildPerson } from "./people";
import { buildProduct } from "./products";
import { seeded } from "./random";
import { buildShade } from "./shade";
import type { Figure, Moment, Person, Product, Prop, Subjects } from "./types";

const PHONE = { width: 0.074, height: 0.158, depth: 0.0085, edge: 0.003 };
const PROP_SHADE = 0.14;
const FIGURE_SHADE = 0.42;

/** A person, the shade at her feet, and what she ever held. */
interface Member {
  person: Person;
  shade: Object3D;
  things: Map<string, Object3D>;
}

interface Placed {
  thing: Object3D;
  shade: Object3D;
}

export class Cast {
  readonly group = new Group();
  private readonly members = new Map<string, Member>();
  private readonly placed = new Map<string, Placed>();
  private readonly products: Map<string, Product>;

  constructor(
    products: Product[],
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
    for (const [id, thing] of inHand) if (thing.parent) subjects.set(`held:${id}`, thing);
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
    shade.position.set(prop.position[0], Math.max(prop.position[1], 0) + 0.002, prop.position[2]);
    thing.visible = shade.visible = true;
    subjects.set(`prop:${prop.product}`, thing);
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

/** A thin dark slab with a lit screen that looks back at who holds it (to +z). */
function buildPhone(): Group {
  const { width, height, depth, edge } = PHONE;
  const slab = new Mesh(
    new BoxGeometry(width, height, depth),
    new MeshStandardMaterial({ color: 0x15171b, roughness: 0.35, metalness: 0.4 }),
  );
  const screen = new Mesh(
    new PlaneGeometry(width - 2 * edge, height - 2 * edge),
    new MeshBasicMaterial({ color: 0xb9d4ee }),
  );
  screen.position.set(0, height / 2, depth / 2 + 0.0004);
  slab.position.y = height / 2;
  return new Group().add(slab, screen);
}

/** FNV-1a (Fowler, Noll, Vo), 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0)!, 0x01000193);
  return value >>> 0;
}
