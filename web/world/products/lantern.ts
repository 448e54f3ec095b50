import { CylinderGeometry, Group, type Material, MeshStandardMaterial, SphereGeometry } from "three";
import type { Product } from "../types";
import { glass, lacquer, plastic, steel } from "./finish";
import { setGrip } from "./grip";
import { label } from "./label";
import { part, turned, wire } from "./turned";

/** A camping lantern with a glowing mantle in a glass and a bail handle, 110 mm wide and 280 mm
 * tall with the handle up. */
export function buildLantern(product: Product): Group {
  const made = new Group();
  const coat = lacquer(product.colour);
  made.add(
    turned([[0, 0.001], [0.05, 0.001, 0.002], [0.054, 0.005, 0.003], [0.054, 0.05, 0.008], [0.046, 0.06, 0.003], [0.04, 0.063]], coat, 64),
    label(product, 0.0541, 0.008, 0.047),
    ...light(),
    turned([[0.04, 0.066], [0.041, 0.067], [0.045, 0.1, 0.03], [0.041, 0.148], [0.039, 0.152]], glass()),
    ...cap(coat),
    ...cage(steel(0.3)),
    part(new CylinderGeometry(0.009, 0.009, 0.014, 24).rotateX(Math.PI / 2), plastic(), 0, 0.056, -0.052),
  );
  setGrip(made, { kind: "top", height: 0.268, radius: 0.02 });
  return made;
}

function light(): Group[] {
  const made = new Group();
  const glow = new MeshStandardMaterial({ color: 0xfff3d0, emissive: 0xffc46b, emissiveIntensity: 2.4 });
  const halo = new MeshStandardMaterial({ color: 0xffd596, emissive: 0xffb14d, emissiveIntensity: 0.9, transparent: true, opacity: 0.28, depthWrite: false });
  const mantle = part(new SphereGeometry(0.017, 24, 18), glow, 0, 0.108);
  const around = part(new SphereGeometry(0.027, 24, 18), halo, 0, 0.108);
  mantle.scale.y = around.scale.y = 1.35;
  made.add(turned([[0.012, 0.06], [0.012, 0.084], [0.008, 0.088], [0, 0.088]], steel(0.3)), mantle, around);
  return [made];
}

function cap(coat: Material): Group[] {
  const made = new Group();
  made.add(
    turned([[0.038, 0.149], [0.05, 0.152, 0.002], [0.05, 0.157], [0.046, 0.161, 0.004], [0.026, 0.178, 0.01], [0.021, 0.18]], coat, 64),
    turned([[0.021, 0.179], [0.021, 0.19], [0.028, 0.192], [0.028, 0.197, 0.003], [0.01, 0.206, 0.006], [0, 0.207]], plastic()),
  );
  return [made];
}

function cage(metal: Material): Group[] {
  const made = new Group();
  for (let i = 0; i < 4; i += 1) {
    const [x, z] = [Math.cos(i * (Math.PI / 2) + Math.PI / 4), Math.sin(i * (Math.PI / 2) + Math.PI / 4)];
    made.add(wire([[0.046 * x, 0.058, 0.046 * z], [0.0495 * x, 0.1, 0.0495 * z], [0.048 * x, 0.153, 0.048 * z]], 0.0016, metal));
  }
  const bail: [number, number, number][] = [[-0.051, 0.155, 0], [-0.06, 0.19, 0], [-0.052, 0.24, 0], [-0.026, 0.267, 0], [0, 0.27, 0], [0.026, 0.267, 0], [0.052, 0.24, 0], [0.06, 0.19, 0], [0.051, 0.155, 0]];
  made.add(wire(bail, 0.0018, metal));
  const hold = part(new CylinderGeometry(0.0055, 0.0055, 0.04, 20), plastic(), 0, 0.2695);
  hold.rotation.z = Math.PI / 2;
  made.add(hold);
  return [made];
}
