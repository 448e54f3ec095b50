import { Group } from "three";
import type { Product } from "../types";
import { lacquer, plastic, shade, steel } from "./finish";
import { setGrip } from "./grip";
import { label } from "./label";
import { turned, wire } from "./turned";

/** A food jar with a wide cup lid and a folding wire, 96 mm wide and 142 mm tall. */
export function buildJar(product: Product): Group {
  const made = new Group();
  const metal = steel();
  made.add(
    turned([[0, 0.001], [0.041, 0.001, 0.002], [0.044, 0.004], [0.0445, 0.01]], steel(0.35)),
    turned([[0.0445, 0.01], [0.048, 0.0115, 0.003], [0.048, 0.09, 0.016], [0.0425, 0.1, 0.005], [0.0425, 0.102]], lacquer(product.colour), 64),
    turned([[0.0425, 0.101], [0.0445, 0.102], [0.0445, 0.108], [0.042, 0.109]], metal),
    turned([[0.042, 0.1085], [0.0465, 0.11, 0.002], [0.0455, 0.135, 0.006], [0.032, 0.141, 0.004], [0.03, 0.1385], [0, 0.1385]], lacquer(shade(product.colour, -0.12).getHex()), 64),
    turned([[0.0467, 0.113], [0.0474, 0.1145], [0.0467, 0.116]], metal),
    wire([[-0.0455, 0.105, 0], [-0.051, 0.097, -0.014], [-0.038, 0.085, -0.04], [0, 0.082, -0.0525], [0.038, 0.085, -0.04], [0.051, 0.097, -0.014], [0.0455, 0.105, 0]], 0.002, metal),
    turned([[0, 0.139], [0.011, 0.139], [0.012, 0.143, 0.002], [0, 0.144]], plastic()),
    label(product, 0.0481, 0.006, 0.066),
  );
  setGrip(made, { kind: "side", height: 0.05, radius: 0.048 });
  return made;
}
