import { Color, CylinderGeometry, Mesh, MeshStandardMaterial, SRGBColorSpace } from "three";
import type { Product } from "../types";
import { painted } from "./paint";
import { reflections } from "./reflections";

const WIDE = 1024;

/** What is printed on the body: the mark in its ring, the maker, the name; on a coat of the
 * body's own colour left out, so that the coat shows through. Its middle faces the front (-z). */
export function label(product: Product, radius: number, from: number, to: number, taper = radius): Mesh {
  const height = to - from;
  const wide = WIDE;
  const tall = Math.round((wide * height) / (2 * Math.PI * radius));
  const map = painted(wide, tall, (brush) => print(brush, product, wide, tall));
  const material = new MeshStandardMaterial({ map, transparent: true, roughness: 0.4, metalness: 0.3, envMap: reflections(), envMapIntensity: 0.6, polygonOffset: true, polygonOffsetFactor: -1 });
  const mesh = new Mesh(new CylinderGeometry(taper + 0.0004, radius + 0.0004, height, 48, 1, true), material);
  mesh.position.y = (from + to) / 2;
  mesh.receiveShadow = true;
  return mesh;
}

function print(brush: CanvasRenderingContext2D, product: Product, wide: number, tall: number): void {
  const { l } = new Color(product.colour).getHSL({ h: 0, s: 0, l: 0 }, SRGBColorSpace);
  const ink = l > 0.6 ? "#20262b" : "#f3f1ea";
  const size = Math.min(tall * 0.5, 210);
  const middle = wide / 2;
  mark(brush, middle, tall * 0.4, size * 0.5, ink);
  brush.textAlign = "center";
  brush.fillStyle = ink;
  brush.font = `700 ${Math.min(size * 0.26, wide * 0.042)}px "DejaVu Sans", Arial, sans-serif`;
  brush.fillText("HAIYUE", middle, tall * 0.4 + size * 0.82);
  small(brush, middle, tall, size, product.name);
  mark(brush, 0, tall * 0.4, size * 0.3, ink);
  mark(brush, wide, tall * 0.4, size * 0.3, ink);
}

function small(brush: CanvasRenderingContext2D, middle: number, tall: number, size: number, name: string): void {
  brush.globalAlpha = 0.8;
  brush.fillRect(middle - size * 0.4, tall * 0.4 + size * 0.92, size * 0.8, 2);
  brush.font = `500 ${Math.min(size * 0.13, (0.22 * WIDE) / (name.length * 0.58))}px "DejaVu Sans", Arial, sans-serif`;
  brush.fillText(name, middle, tall * 0.4 + size * 1.09);
  brush.globalAlpha = 1;
}

/** A peak with a flame over it, in a ring: the maker's mark. */
export function mark(brush: CanvasRenderingContext2D, x: number, y: number, radius: number, ink: string): void {
  brush.save();
  brush.translate(x, y);
  brush.scale(radius, radius);
  brush.strokeStyle = brush.fillStyle = ink;
  brush.lineWidth = 0.1;
  brush.lineJoin = "round";
  brush.beginPath();
  brush.arc(0, 0, 1, 0, 7);
  brush.stroke();
  brush.beginPath();
  for (const [px, py] of [[-0.68, 0.42], [-0.2, -0.28], [0.06, 0.08], [0.26, -0.1], [0.68, 0.42]] as const) brush.lineTo(px, py);
  brush.closePath();
  brush.fill();
  brush.beginPath();
  brush.moveTo(0.24, -0.74);
  brush.bezierCurveTo(0.62, -0.36, 0.42, -0.14, 0.26, -0.14);
  brush.bezierCurveTo(0.06, -0.16, 0.02, -0.4, 0.24, -0.74);
  brush.fill();
  brush.restore();
}
