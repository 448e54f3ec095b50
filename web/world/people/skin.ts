import { Color, MeshStandardMaterial, type Texture } from "three";

/** Warm from within a little, as skin is. */
export function skin(colour: string, map: Texture | null = null): MeshStandardMaterial {
  const glow = new Color(colour).multiply(new Color("#ff9a80")).multiplyScalar(0.1);
  return new MeshStandardMaterial({ color: map === null ? colour : 0xffffff, map, roughness: 0.56, emissive: glow });
}

export function cloth(colour: string, map: Texture | null = null): MeshStandardMaterial {
  return new MeshStandardMaterial({ color: map === null ? colour : 0xffffff, map, roughness: 0.86 });
}
