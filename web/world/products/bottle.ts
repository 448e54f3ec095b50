import { Group } from "three";
import type { Product } from "../types";
import { lacquer, plastic, steel } from "./finish";
import { setGrip } from "./grip";
import { label } from "./label";
import { turned, wire } from "./turned";

/** A vacuum bottle, 73 mm wide and 268 mm tall with the loop of its lid. */
export function buildBottle(product: Product): Group {
  const made = new Group();
  const black = plastic();
  made.add(
    turned([[0, 0.001], [0.031, 0.001, 0.002], [0.0345, 0.004, 0.002], [0.0345, 0.012]], steel(0.35)),
    turned([[0.0345, 0.012], [0.0365, 0.013, 0.001], [0.0365, 0.172, 0.03], [0.0262, 0.205, 0.02], [0.0262, 0.212]], lacquer(product.colour), 64),
    turned([[0.0262, 0.211], [0.0272, 0.212], [0.0272, 0.221], [0.0255, 0.222]], steel()),
    turned([[0.0255, 0.2215], [0.0282, 0.223], [0.0282, 0.25, 0.004], [0.02, 0.254, 0.002], [0, 0.254]], black),
    wire([[-0.019, 0.249, 0], [-0.0185, 0.263, 0], [0, 0.2665, 0], [0.0185, 0.263, 0], [0.019, 0.249, 0]], 0.0038, black),
    label(product, 0.0365, 0.02, 0.165),
  );
  for (let i = 0; i < 4; i += 1) made.add(turned([[0.0282, 0.2275 + i * 0.005], [0.0289, 0.229 + i * 0.005], [0.0282, 0.2305 + i * 0.005]], black, 32));
  setGrip(made, { kind: "side", height: 0.075, radius: 0.0365 });
  return made;
}
