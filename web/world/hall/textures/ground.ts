import type { Box3 } from "three";
import type { Random } from "../../types";
import { EAST, NORTH, SIZE, SOUTH, WEST } from "../size";
import { canvas, type Pen } from "./canvas";

const WIDTH = 2048;
const SCALE = WIDTH / SIZE.length;

/** The whole floor from above as light that reaches it: shade under and around what stands on
 * it, along the walls, stains, tyre marks and the dull of trodden paths. No two spots are alike. */
export function ground(random: Random, extents: readonly Box3[]): Pen {
  const pen = canvas(WIDTH, Math.round(SIZE.depth * SCALE), "#f6f6f6");
  pen.scale(SCALE, SCALE);
  pen.translate(EAST, SOUTH);
  for (let i = 0; i < 90; i++) stain(pen, random);
  for (let i = 0; i < 26; i++) tyres(pen, random);
  joints(pen);
  edges(pen);
  shade(pen, extents);
  return pen;
}

function stain(pen: Pen, random: Random): void {
  const [x, z, size] = [WEST + SIZE.length * random(), NORTH + SIZE.depth * random(), 0.15 + 1.5 * random() ** 2];
  const dark = random() < 0.7;
  const spot = pen.createRadialGradient(x, z, 0, x, z, size);
  spot.addColorStop(0, dark ? `rgba(70,74,70,${0.06 + 0.12 * random()})` : "rgba(255,255,255,0.35)");
  spot.addColorStop(0.7 * random(), dark ? "rgba(70,74,70,0.05)" : "rgba(255,255,255,0.2)");
  spot.addColorStop(1, "rgba(128,128,128,0)");
  pen.fillStyle = spot;
  pen.fillRect(x - size, z - size, 2 * size, 2 * size);
}

function tyres(pen: Pen, random: Random): void {
  const [x, z] = [WEST + SIZE.length * random(), -3.5 + 9 * random()];
  const [long, bend] = [2 + 7 * random(), 2.4 * (random() - 0.5)];
  pen.strokeStyle = `rgba(40,42,44,${0.05 + 0.1 * random()})`;
  pen.lineWidth = 0.09 + 0.07 * random();
  for (const beside of [0, 0.95]) {
    pen.beginPath();
    pen.moveTo(x, z + beside);
    pen.bezierCurveTo(x + long * 0.4, z + beside, x + long * 0.6, z + beside + bend, x + long, z + beside + bend);
    pen.stroke();
  }
}

/** Saw cuts that let the slab shrink. */
function joints(pen: Pen): void {
  pen.fillStyle = "rgba(40,44,44,0.5)";
  for (let x = -12.6; x < EAST; x += 6.3) pen.fillRect(x, NORTH, 0.02, SIZE.depth);
  for (const z of [-4.15, 2.35]) pen.fillRect(WEST, z, SIZE.length, 0.02);
}

function edges(pen: Pen): void {
  for (const [x, z, toX, toZ] of [[WEST, 0, WEST + 0.9, 0], [EAST, 0, EAST - 0.9, 0], [0, NORTH, 0, NORTH + 0.9], [0, SOUTH, 0, SOUTH - 0.9]] as const) {
    const fade = pen.createLinearGradient(x, z, toX, toZ);
    fade.addColorStop(0, "rgba(20,24,26,0.55)");
    fade.addColorStop(0.35, "rgba(20,24,26,0.2)");
    fade.addColorStop(1, "rgba(20,24,26,0)");
    pen.fillStyle = fade;
    pen.fillRect(WEST, NORTH, SIZE.length, SIZE.depth);
  }
}

/** Blurs of the shade under things, pixels. */
const SOFT = [2, 5, 10, 18];

/** Things low over the floor keep the light from it: close and dark, or high and soft. Those
 * of one softness are blurred together, for a blur costs as much as the whole floor. */
function shade(pen: Pen, extents: readonly Box3[]): void {
  for (const [i, blur] of SOFT.entries()) {
    const layer = canvas(pen.canvas.width, pen.canvas.height);
    layer.setTransform(pen.getTransform());
    for (const extent of extents) if (softness(extent) === i) contact(layer, extent);
    pen.save();
    pen.resetTransform();
    pen.filter = `blur(${blur}px)`;
    pen.drawImage(layer.canvas, 0, 0);
    pen.restore();
  }
}

/** Which of the blurs a thing's shade has; -1 for what throws none. */
function softness({ min, max }: Box3): number {
  const [foot, height, width, depth] = [min.y, max.y - min.y, max.x - min.x, max.z - min.z];
  if (foot > 1.2 || foot < -0.05 || height < 0.015 || width > 12 || depth > 9 || width * depth < 0.001) return -1;
  return Math.min(SOFT.length - 1, Math.floor(6 * (0.05 + 0.5 * foot + 0.12 * height)));
}

function contact(layer: Pen, { min, max }: Box3): void {
  const [width, depth] = [max.x - min.x, max.z - min.z];
  layer.globalAlpha = (0.62 / (1 + 2.2 * min.y)) * Math.min(1, 0.25 + Math.min(width, depth) * 1.6);
  layer.fillStyle = "#15191b";
  layer.fillRect(min.x - 0.04, min.z - 0.04, width + 0.08, depth + 0.08);
}
