import { CanvasTexture, EquirectangularReflectionMapping, SRGBColorSpace, type Texture } from "three";
import { paint } from "./paint";

let shared: Texture | undefined;

/** What polished things mirror: a bright hall with two soft window bands and a warm floor. Made
 * once, drawn rather than captured, so that a product looks the same wherever it is filmed. */
export function reflections(): Texture {
  shared ??= drawn();
  return shared;
}

function drawn(): Texture {
  const canvas = paint(512, 256, (brush) => {
    const sky = brush.createLinearGradient(0, 0, 0, 256);
    for (const [stop, colour] of [[0, "#f4f6f8"], [0.3, "#aab4bc"], [0.5, "#6d757c"], [0.55, "#5b564f"], [1, "#8b8479"]] as const) {
      sky.addColorStop(stop, colour);
    }
    brush.fillStyle = sky;
    brush.fillRect(0, 0, 512, 256);
    brush.filter = "blur(5px)";
    for (const [x, width, colour] of [[40, 46, "#ffffff"], [205, 90, "#fffaf0"], [360, 40, "#ffffff"], [440, 22, "#eef6ff"]] as const) {
      brush.fillStyle = colour;
      brush.fillRect(x, 34, width, 78);
    }
    brush.fillStyle = "#2b2f33";
    for (const x of [8, 140, 320, 492]) brush.fillRect(x, 60, 14, 90);
  });
  const texture = new CanvasTexture(canvas);
  texture.mapping = EquirectangularReflectionMapping;
  texture.colorSpace = SRGBColorSpace;
  return texture;
}
