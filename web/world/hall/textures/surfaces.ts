import type { Random } from "../../types";
import { canvas, type Pen } from "./canvas";
import { mottle, tiled } from "./noise";

/** Poured epoxy with flakes and fine scratches. */
export function epoxy(random: Random): Pen {
  const pen = canvas(1024, 1024, "#cdd6cd");
  mottle(pen, random, [[3, 0.05], [11, 0.06], [37, 0.05]], 0.07);
  flecks(pen, random, 6500, ["#8f9d96", "#d3dad3", "#7c8a86", "#a9b9b4", "#dfe3dc"], 0.8, 3.2);
  scratches(pen, random, 70, "rgba(240,244,240,0.35)", 160);
  scratches(pen, random, 40, "rgba(70,80,78,0.3)", 110);
  return pen;
}

/** Nearly white, for colours to show through: orange peel, wiped stains, knocks. */
export function paintwork(random: Random): Pen {
  const pen = canvas(512, 512, "#f1f1f0");
  mottle(pen, random, [[3, 0.04], [9, 0.03], [31, 0.025], [90, 0.025]], 0.045);
  flecks(pen, random, 900, ["#dbd9d4", "#ffffff", "#c9c6c0"], 0.4, 1.3);
  scratches(pen, random, 16, "rgba(130,128,122,0.16)", 26);
  return pen;
}

/** Sandwich panels four to the tile, with joints, bolts and runs of old water. */
export function panels(random: Random): Pen {
  const pen = canvas(1024, 1024);
  for (let i = 0; i < 4; i++) panel(pen, random, i * 256);
  mottle(pen, random, [[4, 0.025], [17, 0.03], [90, 0.025]], 0.04);
  flecks(pen, random, 900, ["#c9d3d8", "#ffffff", "#b4bfc4"], 0.6, 1.7);
  for (let i = 0; i < 26; i++) run(pen, random);
  scratches(pen, random, 14, "rgba(110,125,135,0.2)", 50);
  return pen;
}

function panel(pen: Pen, random: Random, left: number): void {
  const light = 226 + Math.round(random() * 8);
  pen.fillStyle = `rgb(${light - 4},${light + 3},${light + 6})`;
  pen.fillRect(left, 0, 256, 1024);
  for (let x = 16; x < 256; x += 32) {
    pen.fillStyle = "rgba(120,140,150,0.10)";
    pen.fillRect(left + x, 0, 2, 1024);
  }
  pen.fillStyle = "rgba(60,76,86,0.6)";
  pen.fillRect(left, 0, 3, 1024);
  pen.fillStyle = "rgba(255,255,255,0.8)";
  pen.fillRect(left + 3, 0, 3, 1024);
  for (let y = 64; y < 1024; y += 256) bolt(pen, left + 14, y + random() * 8);
}

function bolt(pen: Pen, x: number, y: number): void {
  pen.fillStyle = "rgba(70,84,92,0.75)";
  pen.beginPath();
  pen.arc(x, y, 3.6, 0, 7);
  pen.fill();
  pen.fillStyle = "rgba(255,255,255,0.8)";
  pen.fillRect(x - 1.5, y - 2.2, 2, 2);
}

function run(pen: Pen, random: Random): void {
  const [x, y, long] = [random() * 1024, random() * 1024, 60 + 240 * random()];
  const fade = pen.createLinearGradient(0, y, 0, y + long);
  fade.addColorStop(0, "rgba(120,125,118,0.22)");
  fade.addColorStop(1, "rgba(120,125,118,0)");
  pen.fillStyle = fade;
  tiled(pen, () => pen.fillRect(x, y, 2 + random() * 4, long));
}

/** Trapezoid steel sheets seen from below; the ribs run along the picture's height. */
export function decking(random: Random): Pen {
  const pen = canvas(512, 512, "#c9d1d4");
  for (let x = 0; x < 512; x += 64) {
    const rib = pen.createLinearGradient(x, 0, x + 64, 0);
    const stops: [number, string][] = [[0, "#aeb8bd"], [0.1, "#8d999f"], [0.3, "#98a4aa"], [0.42, "#dbe1e3"], [0.55, "#d2d9dc"], [0.9, "#ccd4d7"], [1, "#aeb8bd"]];
    for (const [at, colour] of stops) rib.addColorStop(at, colour);
    pen.fillStyle = rib;
    pen.fillRect(x, 0, 64, 512);
  }
  mottle(pen, random, [[5, 0.05], [23, 0.04]], 0.05);
  flecks(pen, random, 160, ["#87939a", "#e8eef0"], 1, 2.5);
  return pen;
}

/** Steel ground along the picture's width. */
export function brushed(random: Random): Pen {
  const pen = canvas(512, 512, "#d9dcde");
  for (let i = 0; i < 2600; i++) {
    const light = 150 + Math.round(105 * random());
    pen.fillStyle = `rgba(${light},${light},${light + 3},0.16)`;
    pen.fillRect(random() * 512 - 80, random() * 512, 60 + 260 * random(), 0.6 + random());
  }
  mottle(pen, random, [[6, 0.05]], 0.04);
  return pen;
}

/** Kraft board with fibres and the shadow of its flutes. */
export function kraft(random: Random): Pen {
  const pen = canvas(512, 512, "#f0ead9");
  for (let x = 0; x < 512; x += 8) {
    pen.fillStyle = `rgba(120,90,50,${0.03 + 0.04 * random()})`;
    pen.fillRect(x, 0, 3, 512);
  }
  mottle(pen, random, [[5, 0.05], [19, 0.05]], 0.07);
  flecks(pen, random, 900, ["#c8b48c", "#fff6e0", "#a88f63"], 0.5, 1.3);
  scratches(pen, random, 60, "rgba(120,95,60,0.35)", 18);
  return pen;
}

/** Sawn boards, the grain along the picture's width. */
export function timber(random: Random): Pen {
  const pen = canvas(512, 512, "#efe6d5");
  for (let i = 0; i < 900; i++) {
    pen.fillStyle = `rgba(${110 + 60 * random()},${75 + 30 * random()},40,${0.05 + 0.1 * random()})`;
    pen.fillRect(random() * 512 - 100, random() * 512, 120 + 320 * random(), 0.7 + 1.6 * random());
  }
  mottle(pen, random, [[4, 0.06], [24, 0.04]], 0.06);
  for (let i = 0; i < 4; i++) knot(pen, random);
  return pen;
}

function knot(pen: Pen, random: Random): void {
  const [x, y] = [random() * 512, random() * 512];
  for (let r = 9; r > 1; r -= 2) {
    pen.fillStyle = "rgba(95,62,30,0.13)";
    pen.beginPath();
    pen.ellipse(x, y, r * 1.7, r, 0, 0, 7);
    pen.fill();
  }
}

function flecks(pen: Pen, random: Random, count: number, colours: string[], least: number, most: number): void {
  for (let i = 0; i < count; i++) {
    pen.fillStyle = colours[Math.floor(random() * colours.length)]!;
    pen.globalAlpha = 0.3 + 0.6 * random();
    const size = least + (most - least) * random() ** 2;
    const [x, y, lean] = [random() * 1024, random() * 1024, random() * 3];
    pen.beginPath();
    pen.ellipse(x % pen.canvas.width, y % pen.canvas.height, size, size * (0.5 + 0.5 * random()), lean, 0, 7);
    pen.fill();
  }
  pen.globalAlpha = 1;
}

function scratches(pen: Pen, random: Random, count: number, colour: string, most: number): void {
  pen.strokeStyle = colour;
  for (let i = 0; i < count; i++) {
    const [x, y] = [random() * pen.canvas.width, random() * pen.canvas.height];
    const [lean, long] = [random() * 7, most * (0.2 + 0.8 * random())];
    pen.lineWidth = 0.5 + random();
    pen.beginPath();
    pen.moveTo(x, y);
    pen.quadraticCurveTo(x + long * 0.5 * Math.cos(lean), y + long * 0.5 * Math.sin(lean) + 6 * random(), x + long * Math.cos(lean), y + long * Math.sin(lean));
    tiled(pen, () => pen.stroke());
  }
}
