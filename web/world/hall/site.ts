import { BoxGeometry, Group, Mesh, MeshBasicMaterial } from "three";
import type { Point, Random, Subjects } from "../types";
import type { Frame } from "./frame";
import type { Paints } from "./paints";
import type { Prints } from "./prints";

/** What every builder of the hall works with. `still`: where things that stay are built; `moving`
 * and `movers`: things that move, and what puts them where they are at a time. */
export interface Site {
  random: Random;
  paints: Paints;
  prints: Prints;
  still: Frame;
  moving: Group;
  movers: ((t: number) => void)[];
  subjects: Subjects;
}

/** A number between two others. */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** One of a row. */
export function pick<T>(random: Random, row: readonly T[]): T {
  return row[Math.floor(random() * row.length)]!;
}

/** Give a space a name whose box is part of the truth: an unseen block of the hall's size there. */
export function subject(site: Site, name: string, low: Point, high: Point): void {
  const size = high.map((end, axis) => end - low[axis]!) as Point;
  const marker = new Mesh(new BoxGeometry(...size), new MeshBasicMaterial());
  marker.position.set((low[0] + high[0]) / 2, (low[1] + high[1]) / 2, (low[2] + high[2]) / 2);
  marker.visible = false;
  marker.name = name;
  site.moving.add(marker);
  site.subjects.set(name, marker);
}
