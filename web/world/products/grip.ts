import type { Object3D } from "three";

/** How a hand takes a thing. `side`: fingers around it at `height`, its axis `radius` away from
 * the palm; `top`: hanging from its handle at `height`; `under`: standing on the open palm. */
export interface Grip {
  kind: "side" | "top" | "under";
  height: number;
  radius: number;
}

export function setGrip(thing: Object3D, grip: Grip): void {
  thing.userData.grip = grip;
}

/** The grip that the maker of the thing chose; anything else is taken around its middle. */
export function gripOf(thing: Object3D): Grip {
  return (thing.userData.grip as Grip | undefined) ?? { kind: "side", height: 0.1, radius: 0.035 };
}
