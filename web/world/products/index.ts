import { CylinderGeometry, Group, Mesh, MeshLambertMaterial } from "three";
import type { Product } from "../types";

/** The product standing on its foot at the origin, true to size in metres. */
export function buildProduct(product: Product): Group {
  const made = new Group();
  const body = new Mesh(new CylinderGeometry(0.035, 0.035, 0.25), new MeshLambertMaterial({ color: product.colour }));
  body.position.y = 0.125;
  made.add(body);
  return made;
}
