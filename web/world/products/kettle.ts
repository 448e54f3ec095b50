import { CylinderGeometry, Group, type Material } from "three";
import type { Product } from "../types";
import { lacquer, plastic, steel } from "./finish";
import { setGrip } from "./grip";
import { label } from "./label";
import { part, turned, wire } from "./turned";

/** A camping kettle: broad lacquered body, steel foot and lid, spout to the right, bail handle
 * with a wooden grip; 170 mm wide and 225 mm tall with the handle up. */
export function buildKettle(product: Product): Group {
  const made = new Group();
  const metal = steel(0.28);
  made.add(
    turned([[0, 0.001], [0.064, 0.001, 0.003], [0.071, 0.006], [0.0715, 0.012]], metal),
    turned([[0.0715, 0.012], [0.077, 0.014, 0.004], [0.0765, 0.066, 0.03], [0.05, 0.108, 0.02], [0.042, 0.112]], lacquer(product.colour), 64),
    label(product, 0.0772, 0.01, 0.066, 0.0768),
    ...lid(metal),
    ...handle(metal),
    spout(metal),
  );
  setGrip(made, { kind: "top", height: 0.212, radius: 0.02 });
  return made;
}

function lid(metal: Material): Group[] {
  const made = new Group();
  made.add(
    turned([[0.04, 0.109], [0.047, 0.112], [0.047, 0.116, 0.002], [0.03, 0.124, 0.01], [0.01, 0.127], [0, 0.127]], metal),
    turned([[0.005, 0.126], [0.005, 0.134], [0.012, 0.139, 0.003], [0.011, 0.147, 0.004], [0, 0.149]], plastic(0x8a5a33)),
  );
  return [made];
}

function handle(metal: Material): Group[] {
  const made = new Group();
  const bail: [number, number, number][] = [[-0.072, 0.078, 0], [-0.081, 0.12, 0], [-0.074, 0.178, 0], [-0.045, 0.207, 0], [0, 0.213, 0], [0.045, 0.207, 0], [0.074, 0.178, 0], [0.081, 0.12, 0], [0.072, 0.078, 0]];
  const wood = part(new CylinderGeometry(0.0095, 0.0095, 0.074, 24), plastic(0x8a5a33), 0, 0.2125);
  wood.rotation.z = Math.PI / 2;
  made.add(wire(bail, 0.0028, metal), wood);
  for (const x of [-0.0735, 0.0735]) made.add(part(new CylinderGeometry(0.007, 0.007, 0.008, 20).rotateZ(Math.PI / 2), metal, x, 0.078));
  return [made];
}

/** Thick at the body, thin at the lip, leaning outwards. */
function spout(metal: Material): Group {
  const made = new Group();
  const pipe = turned([[0.021, -0.012], [0.017, 0.012, 0.01], [0.0115, 0.04, 0.02], [0.0105, 0.058, 0.002], [0.0092, 0.058, 0.001], [0.009, 0.03]], metal, 32);
  pipe.position.set(0.07, 0.05, 0);
  pipe.rotation.z = -0.62;
  made.add(pipe);
  return made;
}
