import { CapsuleGeometry, Group, type Material, Matrix4, Mesh, SphereGeometry, Vector3 } from "three";

const FINGERS = [
  { z: -0.027, length: 0.068, radius: 0.0082, drop: 0.082 },
  { z: -0.009, length: 0.076, radius: 0.0086, drop: 0.087 },
  { z: 0.009, length: 0.071, radius: 0.0082, drop: 0.084 },
  { z: 0.0255, length: 0.055, radius: 0.0072, drop: 0.077 },
];
/** From the wrist to the middle of the palm. */
export const PALM = 0.055;

/** A simplified hand: palm, four fingers of two bones, a thumb. It hangs from the wrist to -y,
 * the palm faces the body's middle, the thumb forward (-z). */
export class Hand {
  readonly group = new Group();
  private readonly knuckles: [Group, Group][] = [];
  private readonly thumb: Group;

  constructor(private readonly side: number, material: Material) {
    const turned = new Group();
    turned.scale.x = side;
    const palm = new Mesh(new SphereGeometry(1, 20, 16), material);
    palm.scale.set(0.0155, 0.05, 0.037);
    palm.position.y = -0.048;
    const wrist = new Mesh(new SphereGeometry(1, 18, 14), material);
    wrist.scale.set(0.0215, 0.036, 0.0265);
    wrist.position.y = -0.008;
    turned.add(palm, wrist);
    for (const finger of FINGERS) turned.add(this.finger(finger, material));
    this.thumb = thumbOf(material);
    turned.add(this.thumb);
    this.group.add(turned);
    this.open(0);
  }

  /** 0 hangs loosely, 1 is open to show or to greet. */
  open(share: number): void {
    this.curl(0.28 - 0.2 * share, 0.38 - 0.24 * share, 0.12 + 0.38 * share);
  }

  /** Closed around something of that radius in metres. */
  grasp(radius: number): void {
    const bend = Math.min(1.45, 0.047 / (radius + 0.009));
    this.curl(Math.min(1.1, bend * 0.8), Math.min(1.5, bend * 1.1), 1.05);
  }

  /** Put the wrist at `wrist` with the fingers along `fingers` and the palm's face to `palm`
   * (unit vectors, square to each other). */
  place(wrist: Vector3, fingers: Vector3, palm: Vector3): void {
    const x = palm.clone().multiplyScalar(-this.side);
    const y = fingers.clone().negate();
    const z = new Vector3().crossVectors(x, y);
    this.group.quaternion.setFromRotationMatrix(new Matrix4().makeBasis(x, y, z));
    this.group.position.copy(wrist);
  }

  private curl(first: number, second: number, thumb: number): void {
    this.knuckles.forEach(([base, middle], i) => {
      base.rotation.z = -first * (1 + 0.06 * i);
      middle.rotation.z = -second * (1 + 0.06 * i);
    });
    this.thumb.rotation.set(-0.75 + 0.15 * thumb, 0, -0.75 * thumb);
  }

  private finger({ z, length, radius, drop }: (typeof FINGERS)[number], material: Material): Group {
    const base = new Group();
    const middle = new Group();
    base.position.set(0, -drop, z);
    base.rotation.x = -z * 3;
    middle.position.y = -length * 0.52;
    base.add(bone(length * 0.52, radius, material), middle);
    middle.add(bone(length * 0.48, radius * 0.92, material));
    this.knuckles.push([base, middle]);
    return base;
  }
}

function bone(length: number, radius: number, material: Material): Mesh {
  const made = new Mesh(new CapsuleGeometry(radius, length, 6, 12), material);
  made.position.y = -length / 2;
  return made;
}

function thumbOf(material: Material): Group {
  const thumb = new Group();
  thumb.position.set(-0.004, -0.028, -0.026);
  const tip = new Group();
  tip.position.y = -0.036;
  tip.rotation.x = 0.35;
  tip.add(bone(0.026, 0.0088, material));
  thumb.add(bone(0.036, 0.0105, material), tip);
  return thumb;
}
