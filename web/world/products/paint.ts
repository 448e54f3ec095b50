import { CanvasTexture, SRGBColorSpace, type Texture } from "three";

/** A canvas of that many pixels, painted. */
export function paint(width: number, height: number, draw: (brush: CanvasRenderingContext2D) => void): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const brush = canvas.getContext("2d");
  if (brush === null) throw new Error("This browser has no 2D canvas; use a current Chromium.");
  draw(brush);
  return canvas;
}

/** The same as a colour texture. */
export function painted(width: number, height: number, draw: (brush: CanvasRenderingContext2D) => void): Texture {
  const texture = new CanvasTexture(paint(width, height, draw));
  texture.colorSpace = SRGBColorSpace;
  texture.anisotropy = 4;
  return texture;
}
