import { CylinderGeometry, Group, Mesh, SphereGeometry } from "three";
import { glass, plastic } from "../products/finish";
import { part, wire } from "../products/turned";
import { EYE, HALF, MOUTH_Y, type Skull } from "./skull";

/** A band over the hair, one cushion on each ear and a microphone before the left corner of the
 * mouth. */
export function headset(skull: Skull, accent: string): Group {
  const made = new Group();
  const black = plastic(0x24272b);
  const over = HALF.x + 0.016;
  const arc = [...Array(9).keys()].map((i): [number, number, number] => {
    const turn = (Math.PI * i) / 8;
    return [-over * Math.cos(turn), (HALF.y + 0.019) * Math.sin(turn) - 0.004, 0.012];
  });
  made.add(wire(arc, 0.004, black));
  for (const side of [-1, 1]) {
    const cushion = part(new CylinderGeometry(0.021, 0.023, 0.014, 28), black, side * (over - 0.002), -0.008, 0.008);
    cushion.rotation.z = side * (Math.PI / 2);
    const ring = part(new CylinderGeometry(0.0125, 0.0125, 0.0155, 24), plastic(accent), side * (over - 0.001), -0.008, 0.008);
    ring.rotation.z = Math.PI / 2;
    made.add(cushion, ring);
  }
  const tip: [number, number, number] = [-0.043, MOUTH_Y - 0.006, -skull.front(-0.043, MOUTH_Y) - 0.012];
  made.add(wire([[-over, -0.016, 0], [-over + 0.002, -0.046, -0.034], [-0.076, -0.066, -0.068], tip], 0.0019, black));
  const foam = new Mesh(new SphereGeometry(0.0085, 16, 12), plastic(0x15171a));
  foam.position.set(...tip);
  made.add(foam);
  return made;
}

/** Round-cornered metal frames on the nose. */
export function glasses(skull: Skull): Group {
  const made = new Group();
  const frame = plastic(0x2a2320);
  const ahead = -skull.front(0, EYE.y + 0.004) - 0.006;
  for (const side of [-1, 1]) {
    const rim = [...Array(14).keys()].map((i): [number, number, number] => {
      const turn = (2 * Math.PI * i) / 14;
      return [side * EYE.x + 0.0275 * squared(Math.cos(turn)), EYE.y - 0.001 + 0.0205 * squared(Math.sin(turn)), ahead + 0.004];
    });
    made.add(wire(rim, 0.0017, frame, true));
    const pane = part(new CylinderGeometry(0.026, 0.026, 0.0008, 32), glass(), side * EYE.x, EYE.y - 0.001, ahead + 0.004);
    pane.rotation.x = Math.PI / 2;
    pane.scale.z = 0.75;
    (pane.material as ReturnType<typeof glass>).opacity = 0.07;
    made.add(pane, wire([[side * 0.064, EYE.y + 0.006, ahead + 0.004], [side * 0.083, EYE.y + 0.006, -0.05], [side * 0.0925, EYE.y + 0.002, 0.014]], 0.0016, frame));
  }
  made.add(wire([[-0.0105, EYE.y + 0.004, ahead + 0.003], [0, EYE.y + 0.008, ahead - 0.001], [0.0105, EYE.y + 0.004, ahead + 0.003]], 0.0017, frame));
  return made;
}

function squared(wave: number): number {
  return Math.sign(wave) * Math.abs(wave) ** 0.72;
}
