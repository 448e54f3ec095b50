import { AmbientLight, BoxGeometry, Group, Mesh, MeshLambertMaterial } from "three";
import type { Hall, Random } from "../types";

export function buildHall(random: Random): Hall {
  const still = new Group();
  const floor = new Mesh(new BoxGeometry(36, 0.1, 20), new MeshLambertMaterial({ color: 0x888888 }));
  floor.position.y = -0.05;
  still.add(floor, new AmbientLight(0xffffff, 2 + 0 * random()));
  return { still, moving: new Group(), subjects: new Map(), update: () => {} };
}
