import { Color } from "three";
import type { Random } from "../types";

/** What makes one person another. Lengths in metres; `jaw`, `nose`, `brows`, `lips` are factors
 * of the common face. */
export interface Look {
  size: number;
  skin: string;
  hair: string;
  iris: string;
  lip: string;
  jaw: number;
  nose: number;
  brows: number;
  lips: number;
  lashes: number;
  style: "bun" | "short";
  dress: "polo" | "jacket";
  cloth: string;
  trim: string;
  trousers: string;
  shoe: string;
  glasses: boolean;
  headset: boolean;
  badge: string | null;
  shoulders: number;
}

const HOSTESS: Look = {
  size: 1, skin: "#dca683", hair: "#2a1a14", iris: "#6b4021", lip: "#c4525a", jaw: 1, nose: 1, brows: 1, lips: 1, lashes: 1,
  style: "bun", dress: "polo", cloth: "#8a2a4e", trim: "#f4f1e8", trousers: "#2b3140", shoe: "#f2efe9",
  glasses: false, headset: true, badge: "LILY", shoulders: 1,
};

const ENGINEER: Look = {
  size: 1.06, skin: "#c99673", hair: "#24211f", iris: "#4a3a2c", lip: "#b3705f", jaw: 1.13, nose: 1.22, brows: 1.55, lips: 0.72, lashes: 0.45,
  style: "short", dress: "jacket", cloth: "#565e67", trim: "#f0a63a", trousers: "#3a3f46", shoe: "#4b3a2c",
  glasses: true, headset: false, badge: "CHEN", shoulders: 1.13,
};

/** The two who speak are always the same; anybody else is a colleague in chance colours. */
export function lookOf(name: string, random: Random): Look {
  if (name === "hostess") return HOSTESS;
  if (name === "engineer") return ENGINEER;
  const cloth = `#${new Color().setHSL(random(), 0.3, 0.4).getHexString()}`;
  return { ...ENGINEER, cloth, glasses: random() < 0.3, badge: null, jaw: 1 + 0.15 * random() };
}
