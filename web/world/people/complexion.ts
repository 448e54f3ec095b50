import { Color, SRGBColorSpace, type Texture } from "three";
import { painted } from "../products/paint";
import type { Look } from "./looks";
import { EYE, MOUTH_Y } from "./skull";

export const SPAN = { x: 0.2, y: 0.28 };
const SIDE = 1024;
const X = SIDE / SPAN.x;
const Y = SIDE / SPAN.y;

/** The colours of the face from the front, `SPAN` metres wide and tall: warm cheeks and nose,
 * shade in the sockets, under nose and lip, and brows drawn hair by hair. */
export function complexion(look: Look): Texture {
  return painted(SIDE, SIDE, (brush) => {
    brush.fillStyle = look.skin;
    brush.fillRect(0, 0, SIDE, SIDE);
    brush.translate(SIDE / 2, SIDE / 2);
    brush.scale(X, -Y);
    for (const side of [-1, 1]) {
      blot(brush, side * 0.09, -0.03, 0.035, 0.12, darker(look.skin, 0.78), 0.5);
      blot(brush, side * 0.052, -0.036, 0.03, 0.024, "#e2675c", look.lips < 0.9 ? 0.16 : 0.34);
      blot(brush, side * EYE.x, EYE.y + 0.008, 0.033, 0.024, darker(look.skin, 0.5), 0.62);
      blot(brush, side * (EYE.x - 0.002), EYE.y - 0.022, 0.022, 0.008, darker(look.skin, 0.72), 0.4);
      blot(brush, side * 0.014 * look.nose, -0.016, 0.006, 0.02, darker(look.skin, 0.7), 0.4);
      blot(brush, side * 0.0075 * look.nose, -0.0415, 0.0052, 0.0034, darker(look.skin, 0.22), 0.95);
      brow(brush, side, look);
    }
    blot(brush, 0, -0.027, 0.014, 0.013, "#e87a66", 0.22);
    blot(brush, 0, -0.046, 0.02, 0.0075, darker(look.skin, 0.6), 0.5);
    blot(brush, 0, 0.012, 0.008, 0.032, "#fff1e2", 0.4);
    blot(brush, 0, 0.06, 0.05, 0.022, "#fff1e2", 0.28);
    blot(brush, 0, MOUTH_Y - 0.02, 0.019, 0.0055, darker(look.skin, 0.6), 0.45);
    if (look.style === "short") blot(brush, 0, -0.092, 0.062, 0.045, "#4a4440", 0.24);
  });
}

function darker(colour: string, share: number): string {
  const { r, g, b } = new Color(colour).getRGB({ r: 0, g: 0, b: 0 }, SRGBColorSpace);
  return `#${new Color().setRGB(r * share, g * share * 0.9, b * share * 0.86, SRGBColorSpace).getHexString()}`;
}

/** A soft round spot that fades to nothing at its edge. */
function blot(brush: CanvasRenderingContext2D, x: number, y: number, wide: number, tall: number, colour: string, strength: number): void {
  brush.save();
  brush.translate(x, y);
  brush.scale(wide, tall);
  const fade = brush.createRadialGradient(0, 0, 0, 0, 0, 1);
  fade.addColorStop(0, colour);
  fade.addColorStop(0.45, withAlpha(colour, 0.6));
  fade.addColorStop(1, withAlpha(colour, 0));
  brush.globalAlpha = strength;
  brush.fillStyle = fade;
  brush.fillRect(-1, -1, 2, 2);
  brush.restore();
}

function withAlpha(colour: string, alpha: number): string {
  const { r, g, b } = new Color(colour).getRGB({ r: 0, g: 0, b: 0 }, SRGBColorSpace);
  return `rgba(${255 * r}, ${255 * g}, ${255 * b}, ${alpha})`;
}

function brow(brush: CanvasRenderingContext2D, side: number, look: Look): void {
  brush.save();
  brush.scale(side, 1);
  brush.strokeStyle = look.hair;
  brush.lineCap = "round";
  for (let hair = 0; hair <= 46; hair += 1) {
    const t = hair / 46;
    const x = 0.0145 + 0.05 * t;
    const y = EYE.y + 0.0285 + 0.0085 * Math.sin(Math.PI * (0.1 + 0.72 * t)) - 0.004 * t;
    const thick = 0.0064 * look.brows * Math.min(1, 0.55 + 2 * t) * (1 - 0.72 * t * t);
    brush.lineWidth = 0.0017;
    brush.globalAlpha = 0.75;
    brush.beginPath();
    brush.moveTo(x, y - thick / 2);
    brush.lineTo(x + 0.0045 * (0.4 + t), y + thick / 2);
    brush.stroke();
  }
  brush.restore();
}
