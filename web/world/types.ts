// The documents of bench/world/spec.py, and what the parts of the scene offer each other.
import type { Group, Object3D } from "three";

export type Point = [number, number, number];

export interface Camera {
  projection: "perspective" | "fisheye" | "dual-fisheye" | "equirectangular";
  width: number;
  height: number;
  position: Point;
  yaw: number;
  pitch: number;
  roll: number;
  fov: number;
  k1: number;
  k2: number;
  exposure: number;
  shutter: number;
  yaw_rate: number;
  pitch_rate: number;
}

export interface Figure {
  name: string;
  place: [number, number];
  heading: number;
  stride: number;
  pace: number;
  head_yaw: number;
  head_pitch: number;
  mouth: number;
  blink: number;
  left: Point | null;
  right: Point | null;
  left_holds: string | null;
  right_holds: string | null;
  turn: number;
  tilt: number;
}

export interface Prop {
  product: string;
  position: Point;
  yaw: number;
  pitch: number;
  roll: number;
}

export interface Moment {
  t: number;
  camera: Camera;
  figures: Figure[];
  props: Prop[];
  subject: string | null;
}

export interface Product {
  id: string;
  name: string;
  model: "bottle" | "mug" | "jar" | "stove" | "lantern" | "kettle";
  colour: string;
  price_usd: number;
  moq: number;
}

/** A number in [0, 1); the same seed gives the same row. */
export type Random = () => number;

/** Things with a name whose box in the picture is part of the truth. */
export type Subjects = Map<string, Object3D>;

/** `still` never changes, so that a locked camera draws it once; `moving` is drawn every frame. */
export interface Hall {
  still: Group;
  moving: Group;
  subjects: Subjects;
  /** Put machines, conveyor and workers where they are at `t` seconds: the same `t`, the same place. */
  update(t: number): void;
}

/** `face` and `body` become the subjects `face:NAME` and `figure:NAME`. */
export interface Person {
  group: Group;
  face: Object3D;
  body: Object3D;
  /** Take the pose; `held` makes the product or phone that a hand holds. */
  pose(figure: Figure, held: (id: string) => Object3D): void;
}
