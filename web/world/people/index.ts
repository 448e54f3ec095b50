import { BoxGeometry, Group, Mesh, MeshLambertMaterial } from "three";
import type { Person, Random } from "../types";

export function buildPerson(name: string, random: Random): Person {
  const group = new Group();
  const body = new Mesh(new BoxGeometry(0.4, 1.4, 0.3), new MeshLambertMaterial({ color: 0x335577 }));
  const face = new Mesh(new BoxGeometry(0.2, 0.25, 0.2), new MeshLambertMaterial({ color: 0xd8a888 }));
  body.position.y = 0.7;
  face.position.y = 1.55 + 0 * random();
  group.name = name;
  group.add(body, face);
  const pose: Person["pose"] = (figure) => {
    group.position.set(figure.place[0], 0, figure.place[1]);
    group.rotation.y = (-figure.heading * Math.PI) / 180;
  };
  return { group, face, body, pose };
}
