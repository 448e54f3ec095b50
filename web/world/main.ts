// The page's loop: ask for a moment, draw it, hand the picture back, until there are no more.
import { Stage, makeRenderer } from "./stage";
import type { Picture, Setup } from "./stage";
import type { Moment } from "./types";

interface Order {
  index: number;
  quick: boolean;
  moment: Moment;
}

const NOTHING_YET = 204;

function complain(kind: string, reason: unknown): void {
  const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
  void fetch("/trouble", { method: "POST", body: JSON.stringify({ kind, text }) });
}

function listen(): void {
  addEventListener("error", (event) => complain("page", event.error ?? event.message));
  addEventListener("unhandledrejection", (event) => complain("page", event.reason));
  console.error = (...words: unknown[]) => complain("page", words.map(String).join(" "));
}

async function next(): Promise<Order | null> {
  for (;;) {
    const answer = await fetch("/next");
    if (answer.status === 200) return (await answer.json()) as Order;
    if (answer.status !== NOTHING_YET) return null;
  }
}

/** The order's index and the boxes' length (32 bits each), the boxes as JSON, the pixels. */
function parcel(index: number, boxes: unknown, pixels: Uint8Array): Blob {
  const words = new TextEncoder().encode(JSON.stringify(boxes));
  return new Blob([new Uint32Array([index, words.length]), words, pixels as Uint8Array<ArrayBuffer>]);
}

function send(body: Blob): Promise<unknown> {
  return fetch("/picture", { method: "POST", body }).catch((reason: unknown) => complain("page", reason));
}

/** A moment that cannot be drawn is told and left out; the next one may be whole. */
function attempt(draw: () => Picture): Picture | null {
  try {
    return draw();
  } catch (reason) {
    complain("page", reason);
    return null;
  }
}

async function work(): Promise<void> {
  const setup = (await (await fetch("/setup")).json()) as Setup;
  let renderer;
  try {
    renderer = makeRenderer();
  } catch (reason) {
    return complain("webgl", reason);
  }
  const stage = new Stage(renderer, setup);
  let sent: Promise<unknown> = Promise.resolve();
  for (let order = await next(); order; ) {
    const following = next();
    const { index, moment, quick } = order;
    const picture = attempt(() => stage.show(moment, quick));
    await sent;
    if (picture) sent = send(parcel(index, picture.boxes, picture.bytes));
    order = await following;
  }
}

listen();
work().catch((reason: unknown) => complain("page", reason));
