import type { Frame } from "./frame";
import { tower } from "./cnc";
import { cycle, part, ramp, seat } from "./part";
import type { Site } from "./site";
import { gauge, plate } from "./textures/documents";

/** A hydraulic press, 3 m high: its ram comes down every four seconds. */
export function press(site: Site, frame: Frame): void {
  const { paints, prints, random } = site;
  const [green, dark] = [paints.gloss(0x3f7f6b), paints.gloss(0x2f3a3d)];
  for (const x of [-0.72, 0.72]) frame.block(green, [0.3, 2.9, 1], [x, 0, 0], 0.04);
  frame.block(green, [1.74, 0.7, 1.06], [0, 2.35, 0], 0.05);
  frame.block(dark, [1.2, 0.8, 0.95], [0, 0, 0], 0.03);
  frame.block(paints.steel(), [1.1, 0.08, 0.9], [0, 0.8, 0], 0.01);
  frame.block(paints.steel(0x8a9398), [0.5, 0.12, 0.5], [0, 0.88, 0], 0.02);
  frame.sheet(prints.draw(420, 120, plate(random, "200 T  PRESS 液压机", "#24453c")), 1.1, 0.3, [0, 2.72, 0.54]);
  frame.sheet(prints.draw(120, 120, gauge("MPa", 0.55)), 0.2, 0.2, [-0.72, 1.7, 0.505]);
  for (let i = 0; i < 9; i++) frame.box(paints.matt(i % 2 ? 0x23282a : 0xe6b91e), [0.3, 0.1, 0.012], [0.72, 0.3 + 0.1 * i, 0.505]);
  frame.rod(paints.gloss(0x2f3a3d), 0.22, [0, 3.05, 0], [0, 3.5, 0], 18);
  tower(site, frame.at(-0.72, 2.9, 0.3));
  ram(site, frame);
}

function ram({ paints, moving, movers }: Site, frame: Frame): void {
  const place = seat(moving, frame);
  const slide = part(place, [0, 2, 0], (f) => {
    f.block(paints.gloss(0xe3b51c), [1.1, 0.22, 0.8], [0, -0.3, 0], 0.03);
    f.rod(paints.chrome(), 0.13, [0, -0.1, 0], [0, 0.5, 0], 18);
    f.block(paints.steel(0x8a9398), [0.44, 0.14, 0.44], [0, -0.44, 0], 0.02);
  });
  movers.push((t) => {
    const phase = cycle(t / 4);
    slide.position.y = 2.05 - 0.58 * (ramp(phase, 0.1, 0.35) - ramp(phase, 0.5, 0.75));
  });
}
