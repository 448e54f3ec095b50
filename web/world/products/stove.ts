import { BoxGeometry, CylinderGeometry, Group, type Material, TorusGeometry } from "three";
import type { Product } from "../types";
import { brass, lacquer, plastic, steel } from "./finish";
import { setGrip } from "./grip";
import { label } from "./label";
import { part, turned, wire } from "./turned";

const TURNS = [0, 1, 2].map((i) => (i * 2 * Math.PI) / 3 + Math.PI / 6);

/** A camping stove on its gas canister: folding feet, valve, burner head and three pot arms;
 * 150 mm across the arms and 176 mm tall. */
export function buildStove(product: Product): Group {
  const made = new Group();
  const metal = steel(0.3);
  made.add(canister(product), head(metal), valve(metal), label(product, 0.0541, 0.014, 0.062));
  for (const turn of TURNS) made.add(leg(turn), arm(turn, metal));
  setGrip(made, { kind: "side", height: 0.042, radius: 0.054 });
  return made;
}

function canister(product: Product): Group {
  const made = new Group();
  made.add(
    turned([[0.05, 0.006], [0.054, 0.01, 0.003], [0.054, 0.066, 0.014], [0.034, 0.082, 0.012], [0.016, 0.086], [0.013, 0.086]], lacquer(product.colour), 64),
    turned([[0.013, 0.085], [0.0135, 0.094, 0.001], [0.009, 0.096], [0.009, 0.104]], brass()),
  );
  return made;
}

function head(metal: Material): Group {
  const made = new Group();
  made.add(
    turned([[0.008, 0.102], [0.012, 0.104], [0.012, 0.117], [0.007, 0.119], [0.007, 0.132], [0.024, 0.142, 0.003], [0.025, 0.15, 0.002], [0.019, 0.153], [0, 0.151]], metal),
    part(new CylinderGeometry(0.0185, 0.0185, 0.002, 40), plastic(0x3b3733), 0, 0.1535),
  );
  for (let i = 0; i < 18; i += 1) {
    const turn = (i * Math.PI) / 9;
    made.add(part(new CylinderGeometry(0.0015, 0.0015, 0.003, 8), plastic(0x0c0c0c), 0.0212 * Math.cos(turn), 0.1525, 0.0212 * Math.sin(turn)));
  }
  return made;
}

function valve(metal: Material): Group {
  const made = new Group();
  const stem = part(new CylinderGeometry(0.004, 0.004, 0.03, 16), brass(), 0.02, 0.11);
  stem.rotation.z = Math.PI / 2;
  const knob = part(new TorusGeometry(0.009, 0.004, 10, 24), plastic(0xc8372d), 0.037, 0.11);
  knob.rotation.y = Math.PI / 2;
  made.add(stem, knob, wire([[0.037, 0.118, 0], [0.055, 0.117, 0.006], [0.062, 0.11, 0], [0.055, 0.103, -0.006], [0.037, 0.102, 0]], 0.0014, metal));
  return made;
}

function leg(turn: number): Group {
  const made = new Group();
  const foot = part(new BoxGeometry(0.05, 0.005, 0.012), plastic(0xd9662b), 0.046, 0.0055);
  made.add(foot, part(new CylinderGeometry(0.006, 0.007, 0.004, 16), plastic(), 0.07, 0.002));
  made.rotation.y = turn + Math.PI / 3;
  return made;
}

function arm(turn: number, metal: Material): Group {
  const made = new Group();
  made.add(wire([[0.012, 0.11, 0], [0.03, 0.116, 0], [0.047, 0.14, 0], [0.05, 0.166, 0]], 0.0022, metal));
  const rest = part(new BoxGeometry(0.05, 0.004, 0.0025), metal, 0.05, 0.168);
  made.add(rest);
  for (let i = 0; i < 6; i += 1) made.add(part(new BoxGeometry(0.003, 0.004, 0.0025), metal, 0.03 + i * 0.008, 0.172));
  made.rotation.y = turn;
  return made;
}
