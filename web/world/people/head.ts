import { BufferAttribute, type BufferGeometry, Group, Mesh, SphereGeometry, type Vector3 } from "three";
import { complexion, SPAN } from "./complexion";
import { Eye } from "./eye";
import { glasses, headset } from "./worn";
import { hair } from "./hair";
import type { Look } from "./looks";
import { Mouth } from "./mouth";
import { skin } from "./skin";
import { EYE, MOUTH_Y, shell, Skull, smooth } from "./skull";

const BROW = 0.62;
const TEMPLE = 1.25;

/** Head with all that moves in it; its origin is the middle of the skull, the face looks to -z. */
export class Head {
  readonly group = new Group();
  /** From the hairline to the chin and from temple to temple. */
  readonly face = new Group();
  private readonly eyes: Eye[];
  private readonly mouth: Mouth;
  private readonly front: Mesh;

  constructor(look: Look) {
    const skull = new Skull(look);
    this.front = faceSkin(skull, look);
    this.mouth = new Mouth(skull, look);
    this.eyes = [-1, 1].map((side) => this.eye(skull, look, side));
    this.face.add(this.front, this.mouth.group, ...this.eyes.map((eye) => eye.group));
    this.group.add(this.face, rest(skull, look), ...ears(look), hair(skull, look));
    if (look.headset) this.group.add(headset(skull, look.cloth));
    if (look.glasses) this.group.add(glasses(skull));
  }

  /** Open the mouth and shut the eyes by these shares. */
  express(mouth: number, blink: number): void {
    this.mouth.open(mouth);
    this.front.morphTargetInfluences![0] = mouth;
    for (const eye of this.eyes) eye.shut(blink);
  }

  private eye(skull: Skull, look: Look, side: number): Eye {
    const eye = new Eye(look, side);
    eye.group.position.set(side * EYE.x, EYE.y, -skull.front(side * EYE.x, EYE.y) + EYE.radius * 0.62);
    return eye;
  }
}

/** The painted front; its one morph drops the jaw. */
function faceSkin(skull: Skull, look: Look): Mesh {
  const geometry = shell((direction) => skull.at(direction), [-TEMPLE, TEMPLE], [-1.45, BROW], 84, 84);
  flatten(geometry);
  geometry.morphAttributes.position = [jaw(geometry)];
  geometry.morphTargetsRelative = true;
  return new Mesh(geometry, skin(look.skin, complexion(look)));
}

/** Texture coordinates straight from the front. */
function flatten(geometry: BufferGeometry): void {
  const place = geometry.getAttribute("position");
  const uv = geometry.getAttribute("uv");
  for (let i = 0; i < place.count; i += 1) uv.setXY(i, place.getX(i) / SPAN.x + 0.5, place.getY(i) / SPAN.y + 0.5);
}

function jaw(geometry: BufferGeometry): BufferAttribute {
  const place = geometry.getAttribute("position");
  const moves = new BufferAttribute(new Float32Array(place.count * 3), 3);
  for (let i = 0; i < place.count; i += 1) {
    const ahead = smooth(0.02, 0.09, -place.getZ(i));
    moves.setY(i, -0.0105 * smooth(-(MOUTH_Y + 0.004), 0.1, -place.getY(i)) * ahead);
  }
  return moves;
}

/** The back and top of the head, mostly under hair, and the underside behind the chin. */
function rest(skull: Skull, look: Look): Group {
  const made = new Group();
  const shape = (direction: Vector3): Vector3 => skull.at(direction);
  made.add(
    new Mesh(shell(shape, [TEMPLE, 2 * Math.PI - TEMPLE], [-1.5, 1.57], 48, 40), skin(look.skin)),
    new Mesh(shell(shape, [-TEMPLE, TEMPLE], [BROW, 1.57], 40, 20), skin(look.skin)),
  );
  return made;
}

function ears(look: Look): Group[] {
  return [-1, 1].map((side) => {
    const made = new Group();
    const shellOf = new Mesh(new SphereGeometry(1, 20, 16), skin(look.skin));
    shellOf.scale.set(0.0085, 0.0235, 0.0155);
    const hollow = new Mesh(new SphereGeometry(1, 16, 12), skin(look.skin));
    (hollow.material as ReturnType<typeof skin>).color.multiplyScalar(0.72);
    hollow.scale.set(0.006, 0.0145, 0.0085);
    hollow.position.set(side * 0.0045, 0.002, -0.001);
    made.add(shellOf, hollow);
    made.position.set(side * 0.0865, -0.008, 0.008);
    made.rotation.set(0.12, side * 0.35, -side * 0.1);
    return made;
  });
}
