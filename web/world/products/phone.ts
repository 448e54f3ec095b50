import { Group, MeshStandardMaterial, PlaneGeometry } from "three";
import { RoundedBoxGeometry } from "three/examples/jsm/geometries/RoundedBoxGeometry.js";
import { plastic } from "./finish";
import { setGrip } from "./grip";
import { painted } from "./paint";
import { part } from "./turned";

/** A phone, 74 x 155 mm, its glowing screen of chat lines away from the front. */
export function buildPhone(): Group {
  const made = new Group();
  made.name = "phone";
  const screen = new MeshStandardMaterial({ color: 0x111111, emissive: 0xffffff, emissiveMap: painted(180, 360, chat), emissiveIntensity: 0.85, roughness: 0.15 });
  made.add(
    part(new RoundedBoxGeometry(0.074, 0.155, 0.009, 4, 0.004), plastic(0x23262b), 0, 0.0775),
    part(new PlaneGeometry(0.068, 0.147), screen, 0, 0.0775, 0.0047),
    part(new RoundedBoxGeometry(0.026, 0.028, 0.003, 3, 0.0014), plastic(0x101215), 0.02, 0.132, -0.005),
  );
  setGrip(made, { kind: "side", height: 0.06, radius: 0.037 });
  return made;
}

function chat(brush: CanvasRenderingContext2D): void {
  brush.fillStyle = "#10151c";
  brush.fillRect(0, 0, 180, 360);
  const colours = ["#5bd0a2", "#f2b84b", "#7fb2ff", "#ff8a73"];
  for (let row = 0; row < 9; row += 1) {
    brush.fillStyle = colours[row % 4]!;
    brush.fillRect(12, 22 + row * 36, 16, 16);
    brush.fillStyle = "#cfd6de";
    brush.fillRect(36, 22 + row * 36, 60 + ((row * 37) % 70), 6);
    brush.fillRect(36, 33 + row * 36, 40 + ((row * 53) % 50), 6);
  }
}
