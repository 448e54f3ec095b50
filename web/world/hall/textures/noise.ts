import type { Random } from "../../types";
import type { Pen } from "./canvas";

/** Smooth bumps in -1..1 on a square of `size` pixels, `cells` of them across, equal at opposite
 * edges so that the square can be tiled (value noise). */
export function bumps(random: Random, size: number, cells: number): Float32Array {
  const lattice = Float32Array.from({ length: cells * cells }, () => random() * 2 - 1);
  const field = new Float32Array(size * size);
  const steps = Array.from({ length: size }, (_, i) => along((i / size) * cells, cells));
  for (let y = 0; y < size; y++) {
    const [top, bottom, down] = steps[y]!;
    for (let x = 0; x < size; x++) {
      const [left, right, across] = steps[x]!;
      const above = mix(lattice[top * cells + left]!, lattice[top * cells + right]!, across);
      const below = mix(lattice[bottom * cells + left]!, lattice[bottom * cells + right]!, across);
      field[y * size + x] = mix(above, below, down);
    }
  }
  return field;
}

function along(at: number, cells: number): [number, number, number] {
  const low = Math.floor(at);
  const part = at - low;
  return [low % cells, (low + 1) % cells, part * part * (3 - 2 * part)];
}

function mix(a: number, b: number, part: number): number {
  return a + (b - a) * part;
}

/** Make a square picture lighter and darker by clouds (`[cells, amount]` each) and by grain. */
export function mottle(pen: Pen, random: Random, clouds: [number, number][], grain: number): void {
  const size = pen.canvas.width;
  const image = pen.getImageData(0, 0, size, size);
  const gain = new Float32Array(size * size).fill(1);
  for (const [cells, amount] of clouds) {
    const field = bumps(random, size, cells);
    for (let i = 0; i < gain.length; i++) gain[i]! += amount * field[i]!;
  }
  for (let i = 0; i < gain.length; i++) {
    const by = gain[i]! + grain * (random() + random() - 1);
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = image.data[4 * i + c]! * by;
  }
  pen.putImageData(image, 0, 0);
}

/** Draw the same thing again beyond each edge that it crosses, so that a tile closes. */
export function tiled(pen: Pen, draw: () => void): void {
  const { width, height } = pen.canvas;
  for (const [dx, dy] of [[0, 0], [width, 0], [-width, 0], [0, height], [0, -height]] as const) {
    pen.save();
    pen.translate(dx, dy);
    draw();
    pen.restore();
  }
}
