import { PlaneGeometry } from "three";
import type { Frame } from "./frame";
import { between, type Site } from "./site";

const POT: [number, number][] = [[0, 0], [0.14, 0], [0.19, 0.3], [0.2, 0.34], [0.17, 0.34], [0.16, 0.28], [0, 0.28]];

/** A pot with long bent leaves, about `height` metres tall. */
export function plant({ paints, random }: Site, frame: Frame, height: number): void {
  frame.turned(paints.lacquer(0xf0ede6), POT, [0, 0, 0], 18);
  for (let i = 0; i < 26; i++) {
    const long = (height - 0.3) * between(random, 0.6, 1.1);
    const shape = leaf(long, 0.05 + 0.05 * random(), between(random, 0.15, 0.55));
    const green = paints.matt(["#3f7d3c", "#55964a", "#2f6a3a", "#6aa653"][i % 4]!);
    frame.at(0, 0.28, 0, i * 137.5 + 20 * random()).put(green, shape);
  }
}

/** A blade that rises and bends outwards, seen from both sides. */
function leaf(long: number, wide: number, bend: number): PlaneGeometry {
  const shape = new PlaneGeometry(wide, 1, 2, 6).translate(0, 0.5, 0);
  const at = shape.getAttribute("position");
  for (let i = 0; i < at.count; i++) {
    const up = at.getY(i);
    at.setX(i, at.getX(i) * Math.sin(Math.PI * (0.12 + 0.85 * up)));
    at.setZ(i, long * bend * up * up + Math.abs(at.getX(i)) * 0.3);
    at.setY(i, long * (up - 0.25 * bend * up * up));
  }
  const index = [...shape.getIndex()!.array];
  shape.setIndex([...index, ...[...index].reverse()]);
  shape.computeVertexNormals();
  return upwards(shape);
}

/** Leaves glow through: light them as if they all faced the sky. */
function upwards(shape: PlaneGeometry): PlaneGeometry {
  const normal = shape.getAttribute("normal");
  for (let i = 0; i < normal.count; i++) normal.setXYZ(i, 0.3 * normal.getX(i), 0.9, 0.3 * normal.getZ(i));
  return shape;
}
