import { BoxGeometry, Group } from "three";
import type { Product } from "../types";
import { lacquer, plastic, shade, steel } from "./finish";
import { setGrip } from "./grip";
import { label } from "./label";
import { part, turned, wire } from "./turned";

/** A travel mug with a handle on the right and a sliding lid, 88 mm wide and 152 mm tall. */
export function buildMug(product: Product): Group {
  const made = new Group();
  const black = plastic();
  made.add(
    turned([[0, 0.001], [0.031, 0.001, 0.002], [0.0335, 0.004], [0.034, 0.014]], steel(0.35)),
    turned([[0.034, 0.014], [0.0355, 0.015, 0.001], [0.042, 0.128, 0.004], [0.0405, 0.13]], lacquer(product.colour), 64),
    turned([[0.0405, 0.129], [0.0425, 0.13], [0.0432, 0.137], [0.041, 0.138]], steel()),
    turned([[0.041, 0.1375], [0.0445, 0.139], [0.0445, 0.147, 0.003], [0.038, 0.15], [0.036, 0.1465], [0, 0.1465]], black),
    part(new BoxGeometry(0.014, 0.006, 0.026), plastic(shade(product.colour, 0.05).getHex()), 0, 0.149, -0.016),
    wire([[0.037, 0.114, 0], [0.058, 0.117, 0], [0.074, 0.103, 0], [0.075, 0.07, 0], [0.064, 0.043, 0], [0.034, 0.037, 0]], 0.0062, black),
    label(product, 0.0356, 0.018, 0.122, 0.0416),
  );
  setGrip(made, { kind: "side", height: 0.07, radius: 0.039 });
  return made;
}
