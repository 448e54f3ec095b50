import type { Group } from "three";
import type { Product } from "../types";
import { buildBottle } from "./bottle";
import { buildJar } from "./jar";
import { buildKettle } from "./kettle";
import { buildLantern } from "./lantern";
import { buildMug } from "./mug";
import { buildStove } from "./stove";

export { buildPhone } from "./phone";

const MAKERS = { bottle: buildBottle, mug: buildMug, jar: buildJar, stove: buildStove, lantern: buildLantern, kettle: buildKettle };

/** The product standing on its foot at the origin, its print facing north (-z), true to size in
 * metres. */
export function buildProduct(product: Product): Group {
  const made = MAKERS[product.model](product);
  made.name = product.id;
  return made;
}
