import { Vector3 } from "three";

/** Two-bone inverse kinematics: where the middle joint goes and where the end gets to. By the law
 * of cosines in the plane of root, target and `pole` (the way the joint points); a target out of
 * reach is met as far as the bones go. */
export function reach(root: Vector3, target: Vector3, upper: number, lower: number, pole: Vector3): [joint: Vector3, end: Vector3] {
  const way = target.clone().sub(root);
  const distance = Math.min(Math.max(way.length(), Math.abs(upper - lower) + 0.01), (upper + lower) * 0.999);
  way.normalize();
  const aside = pole.clone().addScaledVector(way, -pole.dot(way)).normalize();
  const cosine = (upper * upper + distance * distance - lower * lower) / (2 * upper * distance);
  const sine = Math.sqrt(Math.max(0, 1 - cosine * cosine));
  const joint = root.clone().addScaledVector(way, upper * cosine).addScaledVector(aside, upper * sine);
  return [joint, root.clone().addScaledVector(way, distance)];
}
