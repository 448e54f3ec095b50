import type { Frame } from "./frame";
import { tower } from "./cnc";
import { part, ramp, seat } from "./part";
import type { Site } from "./site";
import { plate, screen } from "./textures/documents";

/** A portal over the belt whose plunger presses a lid on every bottle; `beat`: how far the next
 * bottle has come, 1 when it stands under the plunger. */
export function gate(site: Site, frame: Frame, beat: (t: number) => number): void {
  const { paints, prints, random, moving, movers } = site;
  const [white, blue] = [paints.gloss(0xe9edec), paints.gloss(0x2f6fb0)];
  for (const z of [-0.42, 0.42]) frame.block(white, [0.5, 1.95, 0.14], [0, 0, z], 0.03);
  frame.box(paints.matt(0x9aa4a9), [0.4, 0.008, 0.01], [0, 1.2, 0.49]).box(paints.matt(0x9aa4a9), [0.008, 1.1, 0.01], [0.19, 0.1, 0.49]);
  frame.block(paints.gloss(0x4b565d), [0.36, 0.62, 0.02], [0, 0.18, 0.49], 0.008).block(paints.matt(0x23292d), [0.03, 0.14, 0.03], [0.14, 0.46, 0.505], 0.008);
  for (let i = 0; i < 6; i++) frame.box(paints.matt(0x2f383e), [0.24, 0.014, 0.008], [-0.02, 0.28 + 0.035 * i, 0.502]);
  for (let i = 0; i < 4; i++) frame.rod(paints.lacquer([0x3fa05a, 0xc8372f, 0xe0b022, 0x4a90c8][i]!), 0.022, [-0.12 + 0.08 * i, 1.05, 0.485], [-0.12 + 0.08 * i, 1.05, 0.515], 10);
  frame.box(paints.gloss(0x2f8f7a), [0.505, 0.07, 0.145], [0, 0.92, 0.42]).box(paints.gloss(0x4b565d), [0.52, 0.1, 0.16], [0, 0, 0.42]);
  frame.block(blue, [0.7, 0.42, 1.02], [0, 1.72, 0], 0.05);
  frame.sheet(prints.draw(340, 130, plate(random, "LID PRESS 压盖", "#1d4a78")), 0.6, 0.22, [0, 1.94, 0.515]);
  frame.sheet(prints.draw(230, 170, screen(random, "LINE A1")), 0.3, 0.22, [0, 1.4, 0.495]);
  frame.turned(paints.steel(), [[0.05, 0], [0.26, 0.3], [0.28, 0.34], [0.28, 0.62], [0.3, 0.64], [0, 0.64]], [0, 2.12, 0], 22);
  frame.rod(paints.glow(0xd9f3ff, 1.6), 0.012, [-0.2, 1.7, 0.3], [0.2, 1.7, 0.3], 6);
  for (const x of [-0.28, 0.28]) frame.rod(paints.matt(0x2a3034), 0.016, [x, 2.1, -0.3], [x, 4.36, -3.9], 6);
  tower(site, frame.at(0.28, 2.14, 0.4));
  const place = seat(moving, frame);
  const plunger = part(place, [0, 1.3, 0], (f) => f.rod(paints.chrome(), 0.022, [0, 0, 0], [0, 0.5, 0], 10).rod(paints.lacquer(0xd8a62a), 0.045, [0, -0.04, 0], [0, 0.02, 0], 14));
  movers.push((t) => {
    const off = Math.abs(beat(t) - Math.round(beat(t)));
    plunger.position.y = 1.18 + 0.18 * ramp(off, 0.08, 0.28);
  });
}

/** A dark tunnel with a ring of light: the camera that looks at every bottle. */
export function vision(site: Site, frame: Frame): void {
  const { paints, prints, random } = site;
  const white = paints.gloss(0xe9edec);
  for (const x of [-0.4, 0.4]) for (const z of [-0.34, 0.34]) frame.box(white, [0.07, 1.75, 0.07], [x, 0, z]);
  frame.block(white, [0.95, 0.5, 0.8], [0, 1.3, 0], 0.04);
  frame.block(paints.gloss(0x2f8f7a), [0.95, 0.08, 0.81], [0, 1.8, 0], 0.02);
  frame.rod(paints.glow(0xeaf7ff, 2.2), 0.16, [0, 1.29, 0], [0, 1.3, 0], 20);
  frame.sheet(prints.draw(340, 240, screen(random, "VISION 视觉检测")), 0.44, 0.32, [0, 1.55, 0.405]);
  tower(site, frame.at(-0.36, 1.88, 0.2));
}
