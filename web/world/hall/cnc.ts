import type { Frame } from "./frame";
import { cycle, part, swing, seat } from "./part";
import type { Site } from "./site";
import { plate, screen } from "./textures/documents";

/** A turning centre: cabinet with a window on its spindle, control panel, stack light. The frame
 * stands in the middle of its foot, its front to z. 2.5 m wide, 2.2 high, 1.9 deep. */
export function cnc(site: Site, frame: Frame, name: string, accent: number, pace: number): void {
  shell(site, frame, accent);
  inside(site, frame);
  front(site, frame, name);
  labels(site, frame);
  tower(site, frame.at(-0.95, 2.2, 0.2));
  turning(site, frame, pace);
}

function shell({ paints }: Site, frame: Frame, accent: number): void {
  const [white, grey, trim] = [paints.gloss(0xe9edec), paints.gloss(0x59646b), paints.gloss(accent)];
  frame.block(grey, [2.5, 0.42, 1.86], [0, 0.06, 0], 0.03);
  frame.block(white, [0.62, 1.72, 1.86], [-0.94, 0.46, 0], 0.05);
  frame.block(white, [0.74, 1.72, 1.86], [0.88, 0.46, 0], 0.05);
  frame.block(white, [1.22, 0.5, 1.8], [-0.06, 0.46, 0], 0.04);
  frame.block(white, [1.22, 0.4, 1.86], [-0.06, 1.78, 0], 0.05);
  frame.box(paints.matt(0x2a3136), [1.2, 0.86, 0.1], [-0.06, 0.94, -0.6]);
  frame.box(trim, [2.5, 0.1, 0.012], [0, 0.62, 0.932]);
  frame.box(trim, [0.62, 0.5, 0.012], [-0.94, 1.3, 0.932]);
  frame.block(grey, [1.5, 0.24, 1.1], [0.1, 2.18, -0.2], 0.04);
  for (let i = 0; i < 7; i++) frame.box(paints.matt(0x9aa3a6), [0.5, 0.02, 0.012], [0.86, 0.6 + 0.05 * i, 0.934]);
  for (const x of [-1, 1]) for (const z of [-0.75, 0.75]) frame.rod(paints.steel(), 0.07, [x, 0, z], [x, 0.07, z], 10);
}

function inside({ paints }: Site, frame: Frame): void {
  frame.box(paints.steel(0x9aa2a7), [1.2, 0.06, 1.4], [-0.06, 0.95, 0]);
  frame.box(paints.glow(0xe8f6ff, 1.9), [0.9, 0.03, 0.05], [-0.06, 1.74, 0.55]);
  frame.block(paints.steel(0xaab1b6), [0.34, 0.46, 0.5], [-0.5, 1.05, -0.1], 0.03);
  frame.block(paints.gloss(0x4b555b), [0.3, 0.34, 0.42], [0.36, 1, -0.05], 0.03);
  frame.rod(paints.chrome(), 0.035, [0.1, 1.2, -0.05], [0.24, 1.2, -0.05], 10);
}

function front({ paints, prints, random }: Site, frame: Frame, name: string): void {
  const door = paints.gloss(0xcfd6d8);
  for (const x of [-0.64, 0.52]) frame.box(door, [0.07, 0.9, 0.04], [x, 0.92, 0.93]);
  for (const y of [0.9, 1.78]) frame.box(door, [1.2, 0.06, 0.04], [-0.06, y, 0.93]);
  frame.box(paints.glass(), [1.12, 0.84, 0.01], [-0.06, 0.95, 0.92]);
  frame.rod(paints.chrome(), 0.016, [0.46, 1.12, 1], [0.46, 1.55, 1], 8);
  frame.block(paints.gloss(0x3f4a51), [0.56, 0.62, 0.1], [0.88, 1.25, 0.97], 0.03);
  frame.sheet(prints.draw(300, 210, screen(random, name)), 0.46, 0.32, [0.88, 1.66, 1.022]);
  for (let i = 0; i < 12; i++) frame.rod(paints.matt([0x2f9b57, 0xd8d8d2, 0xe0b022, 0x4a90c8][i % 4]!), 0.018, [0.68 + 0.075 * (i % 6), 1.44 - 0.07 * Math.floor(i / 6), 1.02], [0.68 + 0.075 * (i % 6), 1.44 - 0.07 * Math.floor(i / 6), 1.034], 8);
  frame.rod(paints.lacquer(0xc9281f), 0.035, [0.72, 1.3, 1.02], [0.72, 1.3, 1.06], 12);
  frame.sheet(prints.draw(420, 90, plate(random, name, "#24567f")), 0.9, 0.2, [-0.06, 2.02, 0.942]);
}

/** Seams, screws, stickers, a foot switch and the tray for chips. */
function labels({ paints, prints }: Site, frame: Frame): void {
  const seam = paints.matt(0x8d979c);
  for (const x of [-0.62, 0.5]) frame.box(seam, [0.008, 1.7, 0.006], [x - 0.02, 0.47, 0.931]);
  frame.box(seam, [0.6, 0.008, 0.006], [-0.94, 0.98, 0.931]).box(seam, [0.72, 0.008, 0.006], [0.88, 1.12, 0.931]);
  for (const x of [-1.2, -0.68, 0.56, 1.2]) for (const y of [0.54, 1.06, 2.1]) frame.rod(paints.steel(0x8d979c), 0.012, [x, y, 0.928], [x, y, 0.936], 8);
  const sticker = prints.draw(150, 150, (pen, width, height) => {
    pen.fillStyle = "#f4c81c";
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = "#1d1d1b";
    pen.font = 'bold 84px "Noto Sans CJK SC"';
    pen.textAlign = "center";
    pen.fillText("⚠", width / 2, height * 0.62);
    pen.font = 'bold 24px "Noto Sans CJK SC"';
    pen.fillText("当心夹手", width / 2, height * 0.9);
  });
  frame.sheet(sticker, 0.15, 0.15, [-1.08, 1.15, 0.934]).sheet(sticker, 0.13, 0.13, [0.62, 0.84, 0.934]);
  frame.block(paints.gloss(0xe3b51c), [0.26, 0.09, 0.2], [0.5, 0, 1.12], 0.02);
  frame.box(paints.steel(), [1.1, 0.2, 0.24], [-0.1, 0.12, 1.0]).box(paints.steel(0x8d979c), [1.04, 0.02, 0.2], [-0.1, 0.3, 1.0]);
  for (let i = 0; i < 9; i++) frame.box(paints.matt(0x39434a), [0.24, 0.012, 0.006], [-0.94, 0.56 + 0.03 * i, 0.934]);
}

/** Green over amber over red on a pole. */
export function tower({ paints }: Site, frame: Frame): void {
  frame.rod(paints.steel(), 0.012, [0, 0, 0], [0, 0.2, 0], 6);
  [0xd0392e, 0xe6a91e, 0x3fd070].forEach((colour, i) => frame.rod(i === 2 ? paints.glow(colour, 1.5) : paints.lacquer(colour), 0.035, [0, 0.34 - 0.075 * i, 0], [0, 0.405 - 0.075 * i, 0], 12));
}

/** Chuck and workpiece turn, the tool runs along. */
function turning({ paints, moving, movers }: Site, frame: Frame, pace: number): void {
  const place = seat(moving, frame);
  const chuck = part(place, [-0.3, 1.22, -0.05], (spindle) => {
    spindle.rod(paints.steel(0x8d969b), 0.16, [-0.06, 0, 0], [0.06, 0, 0], 18);
    for (let i = 0; i < 3; i++) spindle.box(paints.steel(0x6f787d), [0.1, 0.1, 0.06], [0.09, 0.06 * Math.cos(i * 2.09) - 0.05, 0.09 * Math.sin(i * 2.09)]);
    spindle.rod(paints.chrome(), 0.045, [0.1, 0, 0], [0.34, 0, 0], 8);
  });
  const tool = part(place, [0.1, 1.3, 0.05], (slide) => slide.block(paints.gloss(0x2f6fb0), [0.14, 0.16, 0.2], [0, 0, 0], 0.02).bar(paints.steel(), 0.03, [0, 0.02, 0], [0, -0.06, -0.06]));
  movers.push((t) => {
    chuck.rotation.x = t * pace;
    tool.position.x = -0.1 + 0.2 * swing(cycle(t / 4.2 + pace));
  });
}
