import { Color, PlaneGeometry } from "three";
import type { Paint } from "./batch";
import { polished } from "./floor";
import type { Frame } from "./frame";
import { mapped } from "./frame";
import type { Site } from "./site";
import { texture } from "./textures/canvas";
import { epoxy } from "./textures/surfaces";

const LINE = 0.1;

/** Lines of worn paint on the floor: the aisle and its crossings, boxes around machines. */
export function markings(site: Site): void {
  const coat = polished({ map: texture(epoxy(site.random), true), vertexColors: true, polygonOffset: true, polygonOffsetFactor: -2, polygonOffsetUnits: -2 });
  const paint = (colour: number): Paint => ({ material: coat, colour: new Color(colour), metres: 2.3 });
  const [yellow, white, green] = [paint(0xf5c022), paint(0xffffff), paint(0x6fae8e)];
  walkway(site.still, green, yellow, white);
  for (const [left, right, back, front] of [[-15.6, -5.6, -9.2, -3.95], [-5.1, 7.2, -9.2, -4.6], [8.6, 16, -9.2, -5.1], [8.2, 16.4, 6.45, 9.6]] as const)
    outline(site.still, yellow, left, right, back, front);
  for (const x of [-8.6, 3.9, 8.2]) hatch(site.still, yellow, x);
}

function walkway(frame: Frame, fill: Paint, edge: Paint, arrow: Paint): void {
  patch(frame, fill, 32, 0, 0, 1.9, 0.002);
  for (const z of [-1, 1]) patch(frame, edge, 32.2, 0, z, LINE, 0.003);
  for (const [x, z, long] of [[-16.1, -5.6, 9.2], [16.1, 2.9, 3.6], [-16.1, 4.4, 6.6], [16.1, -3, 3.8]] as const) patch(frame, edge, LINE, x, z, long, 0.003);
  for (const x of [-14.4, -7.2, 3.1, 7.4, 14.6]) chevron(frame, arrow, x);
}

function patch(frame: Frame, paint: Paint, width: number, x: number, z: number, depth: number, y: number): void {
  // Small pieces: the software renderer loses the light of a triangle that reaches far behind it.
  const shape = new PlaneGeometry(width, depth, Math.ceil(2 * width), 1).rotateX(-Math.PI / 2).translate(x, y, z);
  frame.put(paint, mapped(shape, paint.metres));
}

function outline(frame: Frame, paint: Paint, left: number, right: number, back: number, front: number): void {
  for (const z of [back, front]) patch(frame, paint, right - left, (left + right) / 2, z, LINE, 0.003);
  for (const x of [left, right]) patch(frame, paint, LINE, x, (back + front) / 2, front - back, 0.003);
}

function chevron(frame: Frame, paint: Paint, x: number): void {
  for (const side of [-1, 1]) {
    const arm = new PlaneGeometry(0.7, 0.12).rotateX(-Math.PI / 2).rotateY((side * Math.PI) / 4).translate(x, 0.004, side * 0.24);
    frame.put(paint, arm);
  }
}

/** A keep-clear field of slanted bars beside the aisle. */
function hatch(frame: Frame, paint: Paint, x: number): void {
  for (let i = 0; i < 6; i++) {
    const bar = new PlaneGeometry(0.9, 0.11).rotateX(-Math.PI / 2).rotateY(Math.PI / 4).translate(x + i * 0.3, 0.003, 1.75);
    frame.put(paint, bar);
  }
}
