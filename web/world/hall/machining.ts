import { cnc } from "./cnc";
import { press } from "./press";
import { fence, robot } from "./robot";
import { type Site, subject } from "./site";
import { bodies, tubes } from "./storage";
import { tube } from "./lamps";

/** Two turning centres with a robot between them, a press, steel on racks. */
export function machining(site: Site): void {
  const { still } = site;
  cnc(site, still.at(-14.05, 0, -5.55), "HY-T500  CNC 1", 0x2f6fb0, 9);
  cnc(site, still.at(-9.45, 0, -5.55), "HY-T500  CNC 2", 0x2f8f7a, 7);
  robot(site, still.at(-11.85, 0, -5.6));
  fence(site, still.at(-12.75, 0, -4.4), 0.72);
  fence(site, still.at(-11.3, 0, -4.4), 0.6);
  press(site, still.at(-6.75, 0, -5.6));
  bodies(site, still.at(-11.75, 0, -7.2));
  bodies(site, still.at(-12.95, 0, -7.5, 8));
  bodies(site, still.at(-8.05, 0, -5.3, -6));
  tubes(site, still.at(-10, 0, -9));
  tubes(site, still.at(-7, 0, -9.1));
  for (const x of [-14, -11.8, -9.4]) tube(site, still.at(x, 3.5, -5.6), 1.5);
  subject(site, "machine:machining", [-15.3, 0, -6.5], [-8.2, 2.5, -4.4]);
}
