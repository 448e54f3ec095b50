import { Group } from "three";
import type { Hall, Random, Subjects } from "../types";
import { Batch } from "./batch";
import { conveyor } from "./conveyor";
import { hangings } from "./hangings";
import { machining } from "./machining";
import { office } from "./office";
import { packing } from "./packing";
import { safety } from "./safety";
import { samples } from "./samples";
import { services } from "./services";
import { testbench } from "./testbench";
import { workers } from "./workers";
import { floor, mirrored } from "./floor";
import { Frame } from "./frame";
import { lamps } from "./lamps";
import { daylight, lights } from "./light";
import { markings } from "./markings";
import { Paints } from "./paints";
import { Prints } from "./prints";
import { roof } from "./roof";
import type { Site } from "./site";
import { walls } from "./walls";
import { outside, windows } from "./windows";
import { yard } from "./yard";

const BUILDERS = [walls, windows, roof, lamps, markings, services, safety, machining, conveyor, testbench, packing, samples, office, hangings, yard, workers];

/** Metres of the hall's length that are drawn together. */
const ZONE = 12;
/** What the floor mirrors; small goods would cost more than one sees of them. */
const LARGE = ["matt", "gloss", "steel", "panel", "plain", "deck", "board", "glow", "page"];

/** The works: everything in it is built from `random` alone. */
export function buildHall(random: Random): Hall {
  const [still, moving] = [new Group(), new Group()];
  const batch = new Batch(daylight, ZONE);
  const site: Site = { random, paints: new Paints(random), prints: new Prints(), still: new Frame(batch), moving, movers: [], subjects: new Map() as Subjects };
  for (const build of BUILDERS) build(site);
  const extents = [...batch.extents];
  still.add(mirrored(batch.flush(still).filter(({ material }) => LARGE.includes(material.name))));
  still.add(floor(random, extents), lights(), outside(random));
  const update = (t: number): void => site.movers.forEach((move) => move(t));
  update(0);
  return { still, moving, subjects: site.subjects, update };
}
