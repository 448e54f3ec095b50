import { BackSide, BoxGeometry, Mesh, MeshBasicMaterial } from "three";
import type { Random } from "../types";
import { between, type Site } from "./site";
import { canvas, type Pen, texture } from "./textures/canvas";
import { mottle } from "./textures/noise";
import { CLERESTORY, facing, type Opening, TALL } from "./walls";

/** Frames, sills and handles in the openings of the east and south walls. */
export function windows(site: Site): void {
  const sides = facing(site.still);
  const frame = site.paints.gloss(0xe6eaec);
  for (const hole of TALL) {
    bars(sides.east, frame, hole, [1 / 2], [0.3, 0.62]);
    sides.east.block(site.paints.matt(0xd5dadb), [hole.right - hole.left + 0.2, 0.05, 0.34], [(hole.left + hole.right) / 2, hole.bottom - 0.05, 0.06], 0.015);
    sides.east.block(site.paints.steel(), [0.03, 0.16, 0.05], [(hole.left + hole.right) / 2 + 0.07, 1.7, 0.02], 0.01);
  }
  for (const hole of CLERESTORY) bars(sides.south, frame, hole, [1 / 3, 2 / 3], []);
}

function bars(side: ReturnType<typeof facing>["east"], paint: ReturnType<Site["paints"]["gloss"]>, hole: Opening, upright: number[], level: number[]): void {
  const [width, height] = [hole.right - hole.left, hole.top - hole.bottom];
  for (const part of [0, ...upright, 1]) side.box(paint, [part % 1 ? 0.06 : 0.1, height, 0.09], [hole.left + width * part, hole.bottom, -0.1]);
  for (const part of [0, ...level, 1]) side.box(paint, [width, part % 1 ? 0.05 : 0.08, 0.09], [(hole.left + hole.right) / 2, hole.bottom + height * part - 0.03, -0.1]);
}

/** The world outside: a bright sky over trees and the next works, too bright for the hall's
 * exposure, and still there when the picture is made darker. */
export function outside(random: Random): Mesh {
  const look = { map: texture(view(random)), side: BackSide, toneMapped: true };
  const material = new MeshBasicMaterial(look);
  material.color.setScalar(5.5);
  const made = new Mesh(new BoxGeometry(70, 40, 60), material);
  made.position.y = 12;
  made.name = "outside";
  return made;
}

function view(random: Random): Pen {
  const pen = canvas(1024, 1024);
  const sky = pen.createLinearGradient(0, 0, 0, 1024);
  for (const [at, colour] of [[0, "#8fb6e0"], [0.45, "#bcd6ee"], [0.66, "#f1f4f2"], [0.71, "#e6e6da"]] as const) sky.addColorStop(at, colour);
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 1024, 1024);
  mottle(pen, random, [[5, 0.05], [11, 0.05]], 0.01);
  for (let i = 0; i < 7; i++) works(pen, random, i * 150 + between(random, -20, 40));
  for (let i = 0; i < 260; i++) leaves(pen, random);
  pen.fillStyle = "#8d9184";
  pen.fillRect(0, 790, 1024, 234);
  return pen;
}

function works(pen: Pen, random: Random, left: number): void {
  const [width, height] = [between(random, 80, 130), between(random, 30, 110)];
  pen.fillStyle = `rgb(${150 + 50 * random()},${160 + 40 * random()},${165 + 40 * random()})`;
  pen.fillRect(left, 790 - height, width, height);
  pen.fillStyle = "rgba(60,80,95,0.6)";
  for (let y = 800 - height; y < 780; y += 16) for (let x = left + 6; x < left + width - 8; x += 14) pen.fillRect(x, y, 8, 8);
}

function leaves(pen: Pen, random: Random): void {
  pen.fillStyle = `rgba(${60 + 60 * random()},${100 + 60 * random()},${50 + 40 * random()},0.7)`;
  pen.beginPath();
  pen.arc(random() * 1024, 792 - 60 * random() ** 2, 6 + 16 * random(), 0, 7);
  pen.fill();
}
