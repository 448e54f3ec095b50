import { Group } from "three";
import { Batch } from "./batch";
import { Frame } from "./frame";

/** A part that moves: built around its own pivot and hung on `parent` at (x, y, z). */
export function part(parent: Group, [x, y, z]: [number, number, number], build: (frame: Frame) => void): Group {
  const group = new Group();
  group.position.set(x, y, z);
  const batch = new Batch();
  build(new Frame(batch));
  batch.flush(group, false);
  parent.add(group);
  return group;
}

/** A group of things that move, standing where `frame` stands. */
export function seat(parent: Group, frame: Frame): Group {
  const group = new Group();
  group.applyMatrix4(frame.matrix);
  parent.add(group);
  return group;
}

/** 0 to 1 and back within one turn of `phase`, at rest at both ends. */
export function swing(phase: number): number {
  return 0.5 - 0.5 * Math.cos(2 * Math.PI * phase);
}

/** Rises from 0 to 1 between two phases of a cycle, with soft ends. */
export function ramp(phase: number, from: number, to: number): number {
  const share = Math.min(1, Math.max(0, (phase - from) / (to - from)));
  return share * share * (3 - 2 * share);
}

/** What is left of a number after its whole part. */
export function cycle(turns: number): number {
  return turns - Math.floor(turns);
}
