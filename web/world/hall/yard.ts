import type { Frame } from "./frame";
import { SOUTH } from "./size";
import type { Site } from "./site";
import { load, marks } from "./storage";
import { write } from "./textures/canvas";

const SORTS = [["PAPER", "纸类", "#2f6fb0"], ["METAL", "金属", "#c08a12"], ["PLASTIC", "塑料", "#3f8f5c"], ["OTHER", "其他", "#5a646b"]] as const;

/** What stands about in any works: sorted waste, a drinks machine, a pallet truck, a tool cabinet. */
export function yard(site: Site): void {
  SORTS.forEach((sort, i) => bin(site, site.still.at(7.35 - 0.55 * i, 0, SOUTH - 0.4, 180), sort));
  drinks(site, site.still.at(4.75, 0, SOUTH - 0.5, 180));
  truck(site, site.still.at(6.1, 0, 7.2, 160));
  tools(site, site.still.at(-5.35, 0, -9.55));
  tools(site, site.still.at(8.9, 0, -9.55));
}

function bin({ paints, prints }: Site, frame: Frame, [english, chinese, colour]: (typeof SORTS)[number]): void {
  frame.block(paints.gloss(colour), [0.48, 0.78, 0.5], [0, 0.04, 0], 0.05).block(paints.gloss(0x2d3439), [0.5, 0.07, 0.52], [0, 0.82, 0], 0.03);
  const label = prints.draw(150, 120, (pen, width, height) => {
    pen.fillStyle = "#fbfaf4";
    pen.fillRect(0, 0, width, height);
    write(pen, chinese, width / 2, height * 0.34, { size: 46, weight: "bold", colour });
    write(pen, english, width / 2, height * 0.74, { size: 28, weight: "bold", colour, within: width * 0.9 });
  });
  frame.sheet(label, 0.32, 0.256, [0, 0.5, 0.253]);
}

function drinks({ paints, prints, random }: Site, frame: Frame): void {
  frame.block(paints.gloss(0xb5302b), [1, 1.9, 0.75], [0, 0.03, 0], 0.04);
  const front = prints.draw(400, 640, (pen, width, height) => {
    pen.fillStyle = "#16222c";
    pen.fillRect(0, 0, width, height);
    write(pen, "COLD · HOT 饮料", width / 2, height * 0.06, { size: 40, weight: "900", colour: "#ffe9a8", within: width * 0.9 });
    for (let row = 0; row < 5; row++)
      for (let i = 0; i < 7; i++) {
        pen.fillStyle = `hsl(${Math.floor(random() * 360)} 65% 55%)`;
        pen.fillRect(30 + i * 50, 90 + row * 100, 32, 70);
        pen.fillStyle = "rgba(255,255,255,0.7)";
        pen.fillRect(36 + i * 50, 112 + row * 100, 20, 22);
      }
  });
  frame.sheet(front, 0.72, 1.15, [-0.08, 1.22, 0.38]).box(paints.matt(0x1d2429), [0.6, 0.2, 0.01], [-0.08, 0.3, 0.376]);
  frame.box(paints.steel(), [0.14, 0.5, 0.01], [0.39, 1, 0.376]);
}

/** A hand pallet truck with half a load on it. */
function truck(site: Site, frame: Frame): void {
  const red = site.paints.gloss(0xd0482e);
  load(site, frame.at(0, 0.03, 0), 2, marks(site)[1]!);
  for (const x of [-0.26, 0.26]) frame.box(red, [0.16, 0.05, 1.15], [x, 0.1, 0.2]);
  frame.block(red, [0.6, 0.36, 0.2], [0, 0.1, 0.82], 0.04).rod(site.paints.matt(0x23282b), 0.1, [-0.1, 0.1, 0.86], [0.1, 0.1, 0.86], 16);
  frame.rod(site.paints.gloss(0x2d3439), 0.022, [0, 0.42, 0.86], [0, 1.2, 1.12], 8).rod(site.paints.gloss(0x2d3439), 0.018, [-0.16, 1.22, 1.13], [0.16, 1.22, 1.13], 8);
}

function tools({ paints }: Site, frame: Frame): void {
  frame.block(paints.gloss(0xc8372f), [0.8, 0.95, 0.5], [0, 0.12, 0], 0.02).block(paints.matt(0x30373b), [0.84, 0.04, 0.54], [0, 1.07, 0], 0.01);
  for (let i = 0; i < 6; i++) frame.box(paints.steel(), [0.6, 0.02, 0.025], [0, 0.24 + 0.14 * i, 0.255]).box(paints.matt(0x7a211c), [0.78, 0.006, 0.006], [0, 0.3 + 0.14 * i, 0.251]);
  for (const x of [-0.3, 0.3]) frame.ball(paints.matt(0x23282b), 0.06, [x, 0.06, 0.15]);
  frame.block(paints.gloss(0x4a7f9c), [0.3, 0.16, 0.2], [-0.15, 1.11, 0], 0.03).rod(paints.chrome(), 0.02, [0.1, 1.13, 0.1], [0.3, 1.13, -0.1], 8);
}
