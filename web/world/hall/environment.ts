import { CubeTexture, SRGBColorSpace } from "three";
import type { Random } from "../types";
import { canvas, type Pen } from "./textures/canvas";

const SIZE = 128;

/** What shining things mirror: a picture of the hall in six small squares (east, west, up, down,
 * south, north), painted rather than rendered so that it costs nothing and never changes. */
export function surroundings(random: Random): CubeTexture {
  const sides = [side(random, windows), side(random, gate), above(random), below(), side(random, clerestory), side(random, machines)];
  const made = new CubeTexture(sides.map((pen) => pen.canvas));
  made.colorSpace = SRGBColorSpace;
  made.needsUpdate = true;
  return made;
}

function side(random: Random, paint: (pen: Pen, random: Random) => void): Pen {
  const pen = canvas(SIZE, SIZE);
  const fade = pen.createLinearGradient(0, 0, 0, SIZE);
  for (const [at, colour] of [[0, "#7f8a90"], [0.3, "#b9c4ca"], [0.52, "#8f9da6"], [0.56, "#4e5c64"], [0.62, "#78857f"], [1, "#a9b4ac"]] as const)
    fade.addColorStop(at, colour);
  pen.fillStyle = fade;
  pen.fillRect(0, 0, SIZE, SIZE);
  paint(pen, random);
  return pen;
}

function windows(pen: Pen): void {
  pen.fillStyle = "#ffffff";
  for (let i = 0; i < 5; i++) pen.fillRect(6 + i * 24, 24, 17, 42);
}

function clerestory(pen: Pen): void {
  pen.fillStyle = "#f6fbff";
  pen.fillRect(0, 22, SIZE, 15);
  dark(pen, 8, 58, 40, 14);
  dark(pen, 76, 54, 30, 18);
}

function gate(pen: Pen): void {
  pen.fillStyle = "#dfe6ea";
  pen.fillRect(40, 34, 44, 36);
  dark(pen, 10, 52, 24, 20);
}

function machines(pen: Pen, random: Random): void {
  for (let i = 0; i < 7; i++) dark(pen, random() * 120, 46 + 8 * random(), 10 + 14 * random(), 24);
  pen.fillStyle = "#e9eef0";
  pen.fillRect(0, 26, SIZE, 4);
}

function dark(pen: Pen, x: number, y: number, width: number, height: number): void {
  pen.fillStyle = "rgba(46,58,66,0.75)";
  pen.fillRect(x, y, width, height);
}

function above(random: Random): Pen {
  const pen = canvas(SIZE, SIZE, "#8f9aa0");
  pen.fillStyle = "#5e696f";
  for (let x = 4; x < SIZE; x += 16) pen.fillRect(x, 0, 3, SIZE);
  pen.fillStyle = "#ffffff";
  for (const y of [30, 84]) pen.fillRect(0, y, SIZE, 11);
  for (let i = 0; i < 10; i++) pen.fillRect(random() * 120, 56 + 10 * random(), 6, 4);
  return pen;
}

function below(): Pen {
  const pen = canvas(SIZE, SIZE, "#9aa59d");
  pen.fillStyle = "#dfe5da";
  pen.fillRect(70, 20, 44, 60);
  pen.fillStyle = "#6e7a74";
  pen.fillRect(10, 70, 34, 40);
  return pen;
}
