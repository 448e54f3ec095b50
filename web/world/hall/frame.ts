import { BoxGeometry, BufferGeometry, CylinderGeometry, LatheGeometry, Matrix4, PlaneGeometry, Quaternion, SphereGeometry, TorusGeometry, Vector2, Vector3 } from "three";
import { RoundedBoxGeometry } from "three/examples/jsm/geometries/RoundedBoxGeometry.js";
import type { Point } from "../types";
import type { Batch, Paint } from "./batch";
import type { Print } from "./prints";

const UP = new Vector3(0, 1, 0);

/** A place from which things are built: x to its right, y up, z towards its viewer. */
export class Frame {
  constructor(
    readonly batch: Batch,
    readonly matrix = new Matrix4(),
  ) {}

  /** A place within this one, turned about the upright by `turn` degrees (counter-clockwise from above). */
  at(x: number, y: number, z: number, turn = 0, lean = 0): Frame {
    const inner = new Matrix4().makeTranslation(x, y, z);
    inner.multiply(new Matrix4().makeRotationY((turn * Math.PI) / 180));
    inner.multiply(new Matrix4().makeRotationX((lean * Math.PI) / 180));
    return new Frame(this.batch, this.matrix.clone().multiply(inner));
  }

  /** A block standing on (x, y, z), the middle of its foot. */
  box(paint: Paint, [width, height, depth]: Point, [x, y, z]: Point): this {
    return this.put(paint, mapped(new BoxGeometry(width, height, depth).translate(x, y + height / 2, z), paint.metres));
  }

  /** A block with soft edges. */
  block(paint: Paint, [width, height, depth]: Point, [x, y, z]: Point, radius = 0.04): this {
    const shape = new RoundedBoxGeometry(width, height, depth, 2, radius).translate(x, y + height / 2, z);
    return this.put(paint, mapped(shape, paint.metres));
  }

  /** A round bar between two points. */
  rod(paint: Paint, radius: number, from: Point, to: Point, sides = 10, end = radius): this {
    const [a, b] = [new Vector3(...from), new Vector3(...to)];
    const along = b.clone().sub(a);
    const shape = new CylinderGeometry(end, radius, along.length(), sides);
    shape.applyQuaternion(new Quaternion().setFromUnitVectors(UP, along.clone().normalize()));
    const middle = a.add(b).multiplyScalar(0.5);
    return this.put(paint, shape.translate(middle.x, middle.y, middle.z));
  }

  /** A square bar between two points. */
  bar(paint: Paint, side: number, from: Point, to: Point): this {
    const [a, b] = [new Vector3(...from), new Vector3(...to)];
    const along = b.clone().sub(a);
    const shape = mapped(new BoxGeometry(side, along.length(), side), paint.metres);
    shape.applyQuaternion(new Quaternion().setFromUnitVectors(UP, along.clone().normalize()));
    const middle = a.add(b).multiplyScalar(0.5);
    return this.put(paint, shape.translate(middle.x, middle.y, middle.z));
  }

  /** A turned body on (x, y, z): `profile` is radius and height from the foot upwards. */
  turned(paint: Paint, profile: readonly (readonly [number, number])[], [x, y, z]: Point, sides = 18): this {
    const shape = new LatheGeometry(profile.map(([r, h]) => new Vector2(r, h)), sides);
    return this.put(paint, shape.translate(x, y, z));
  }

  ball(paint: Paint, radius: number, [x, y, z]: Point, stretch: Point = [1, 1, 1], sides = 14): this {
    return this.put(paint, new SphereGeometry(radius, sides, Math.ceil(sides * 0.7)).scale(...stretch).translate(x, y, z));
  }

  /** A ring around the line towards the viewer. */
  ring(paint: Paint, radius: number, thick: number, [x, y, z]: Point): this {
    return this.put(paint, new TorusGeometry(radius, thick, 8, 28).translate(x, y, z));
  }

  /** Something printed, facing the viewer, its middle at (x, y, z). */
  sheet(print: Print, width: number, height: number, [x, y, z]: Point): this {
    return this.put(print.paint, cut(new PlaneGeometry(width, height), print).translate(x, y, z));
  }

  /** Something printed that lies face up. */
  laid(print: Print, width: number, depth: number, [x, y, z]: Point): this {
    return this.put(print.paint, cut(new PlaneGeometry(width, depth), print).rotateX(-Math.PI / 2).translate(x, y, z));
  }

  /** Something printed around an upright cylinder. */
  wrapped(print: Print, radius: number, height: number, [x, y, z]: Point, sides = 18): this {
    const shape = cut(new CylinderGeometry(radius, radius, height, sides, 1, true, -Math.PI), print);
    return this.put(print.paint, shape.translate(x, y, z));
  }

  put(paint: Paint, shape: BufferGeometry): this {
    this.batch.add(paint, shape, this.matrix);
    return this;
  }
}

function cut(shape: BufferGeometry, print: Print): BufferGeometry {
  const uv = shape.getAttribute("uv");
  for (let i = 0; i < uv.count; i++)
    uv.setXY(i, print.left + uv.getX(i) * (print.right - print.left), print.bottom + uv.getY(i) * (print.top - print.bottom));
  return shape;
}

/** Texture coordinates in tiles, from where a point lies on the plane that its face is nearest to. */
export function mapped(shape: BufferGeometry, metres: number): BufferGeometry {
  const [at, normal, uv] = [shape.getAttribute("position"), shape.getAttribute("normal"), shape.getAttribute("uv")];
  for (let i = 0; i < at.count; i++) {
    const [x, y, z] = [at.getX(i) / metres, at.getY(i) / metres, at.getZ(i) / metres];
    const [nx, ny, nz] = [Math.abs(normal.getX(i)), Math.abs(normal.getY(i)), Math.abs(normal.getZ(i))];
    if (ny >= nx && ny >= nz) uv.setXY(i, x, z);
    else if (nx >= nz) uv.setXY(i, z, y);
    else uv.setXY(i, x, y);
  }
  return shape;
}
