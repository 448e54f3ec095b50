import { Color, MeshStandardMaterial, SRGBColorSpace } from "three";
import { reflections } from "./reflections";

/** Powder coat: coloured, silky. */
export function lacquer(colour: string | number): MeshStandardMaterial {
  return new MeshStandardMaterial({ color: colour, roughness: 0.34, metalness: 0.12, envMap: reflections(), envMapIntensity: 0.75 });
}

export function steel(roughness = 0.24): MeshStandardMaterial {
  return new MeshStandardMaterial({ color: 0xd3d6d8, roughness, metalness: 1, envMap: reflections(), envMapIntensity: 1.1 });
}

export function plastic(colour: string | number = 0x1c1d20): MeshStandardMaterial {
  return new MeshStandardMaterial({ color: colour, roughness: 0.48, envMap: reflections(), envMapIntensity: 0.5 });
}

export function brass(): MeshStandardMaterial {
  return new MeshStandardMaterial({ color: 0xd9b061, roughness: 0.28, metalness: 1, envMap: reflections() });
}

/** Seen through from both sides without hiding what stands behind it in the drawing order. */
export function glass(): MeshStandardMaterial {
  return new MeshStandardMaterial({ color: 0xeaf4f2, roughness: 0.06, metalness: 0.1, transparent: true, opacity: 0.26, depthWrite: false, envMap: reflections(), envMapIntensity: 1.3 });
}

/** A darker or lighter neighbour of the colour, for lids, rings and pads. */
export function shade(colour: string | number, lightness: number): Color {
  const made = new Color(colour);
  const { h, s, l } = made.getHSL({ h: 0, s: 0, l: 0 }, SRGBColorSpace);
  return made.setHSL(h, s, Math.min(0.95, Math.max(0.03, l + lightness)), SRGBColorSpace);
}
