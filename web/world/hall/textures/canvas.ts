import { CanvasTexture, LinearMipmapLinearFilter, RepeatWrapping, SRGBColorSpace } from "three";

export type Pen = CanvasRenderingContext2D;

/** A blank picture; `paper` fills it. */
export function canvas(width: number, height: number, paper?: string): Pen {
  const made = document.createElement("canvas");
  made.width = width;
  made.height = height;
  // Read back on the processor: the same pixels on every machine, and quick access for the noise.
  const pen = made.getContext("2d", { willReadFrequently: true });
  if (!pen) throw new Error("this browser has no 2-D canvas");
  if (paper) {
    pen.fillStyle = paper;
    pen.fillRect(0, 0, width, height);
  }
  return pen;
}

/** The picture as a colour texture, tiled where `repeats`. */
export function texture(pen: Pen, repeats = false): CanvasTexture {
  const made = new CanvasTexture(pen.canvas);
  made.colorSpace = SRGBColorSpace;
  made.anisotropy = 2;
  made.minFilter = LinearMipmapLinearFilter;
  if (repeats) made.wrapS = made.wrapT = RepeatWrapping;
  return made;
}

export interface Lettering {
  size: number;
  colour?: string;
  weight?: "normal" | "bold" | "900";
  align?: CanvasTextAlign;
  serif?: boolean;
  /** Squeeze into so many pixels. */
  within?: number;
}

/** Write one line; (x, y) is its middle height. */
export function write(pen: Pen, text: string, x: number, y: number, how: Lettering): void {
  const family = how.serif
    ? '"Noto Serif CJK SC", "DejaVu Serif", serif'
    : '"Noto Sans CJK SC", "DejaVu Sans", sans-serif';
  pen.font = `${how.weight ?? "normal"} ${how.size}px ${family}`;
  pen.fillStyle = how.colour ?? "#1c2733";
  pen.textAlign = how.align ?? "center";
  pen.textBaseline = "middle";
  pen.fillText(text, x, y, how.within);
}

/** Lines that stand for small print: too small to be read, as at this distance they would be. */
export function smallPrint(pen: Pen, x: number, y: number, width: number, lines: number, pitch: number, random: () => number, colour = "#59626c"): void {
  pen.fillStyle = colour;
  for (let line = 0; line < lines; line++) {
    let at = x;
    const end = x + width * (line === lines - 1 ? 0.6 : 0.9 + 0.1 * random());
    while (at < end) {
      const word = Math.min(end - at, pitch * (0.6 + 2.2 * random()));
      pen.fillRect(at, y + line * pitch, word, pitch * 0.36);
      at += word + pitch * 0.35;
    }
  }
}
