// The strip under the preview: pictures and loudness around the short, and a handle at each end.

export type Edge = "start" | "end";

export interface Around {
  start: number;
  end: number;
  duration: number;
  sentences: { start: number; end: number; text: string }[];
  step: number;
  loudness: number[];
  proxy: string;
}

export const SHORTEST = 1;
const PICTURES = 8;
const QUIET_DB = -50;

export class Strip {
  private readonly canvas: HTMLCanvasElement;
  private around: Around | undefined;
  private drawn = 0;
  span = { start: 0, end: 0 };

  constructor(
    private readonly box: HTMLElement,
    private readonly moved: (edge: Edge) => void,
  ) {
    this.canvas = box.querySelector("canvas") as HTMLCanvasElement;
    for (const handle of box.querySelectorAll<HTMLElement>("[data-handle]")) this.listen(handle);
  }

  show(around: Around, start: number, end: number): void {
    this.around = around;
    this.set(start, end);
    void this.draw(++this.drawn);
  }

  // Held inside the recording, and at least a second long.
  set(start: number, end: number, edge: Edge = "end"): void {
    const last = this.around?.duration ?? end;
    const inside = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);
    if (edge === "start") start = inside(start, 0, end - SHORTEST);
    else end = inside(end, start + SHORTEST, last);
    this.span = { start: round(start), end: round(end) };
    this.place();
  }

  head(time: number): void {
    const head = this.box.querySelector<HTMLElement>("[data-head]");
    if (head) head.style.left = `${100 * this.share(time)}%`;
  }

  private share(time: number): number {
    const around = this.around;
    if (!around) return 0;
    return Math.min(Math.max((time - around.start) / (around.end - around.start), 0), 1);
  }

  private place(): void {
    const { start, end } = this.span;
    const kept = this.box.querySelector<HTMLElement>("[data-kept]");
    if (kept) {
      kept.style.left = `${100 * this.share(start)}%`;
      kept.style.right = `${100 * (1 - this.share(end))}%`;
    }
    for (const edge of ["start", "end"] as const) {
      const handle = this.box.querySelector<HTMLElement>(`[data-handle=${edge}]`);
      if (!handle) continue;
      const value = this.span[edge];
      handle.style.left = `${100 * this.share(value)}%`;
      handle.setAttribute("aria-valuemin", "0");
      handle.setAttribute("aria-valuemax", String(this.around?.duration ?? end));
      handle.setAttribute("aria-valuenow", String(value));
      handle.setAttribute("aria-valuetext", `${value} seconds`);
    }
  }

  private listen(handle: HTMLElement): void {
    const edge = handle.dataset["handle"] as Edge;
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      event.preventDefault();
      handle.focus();
    });
    handle.addEventListener("pointermove", (event) => {
      if (handle.hasPointerCapture(event.pointerId)) this.move(edge, this.time(event.clientX));
    });
    handle.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -0.1, ArrowDown: -0.1, ArrowRight: 0.1, ArrowUp: 0.1, PageDown: -1, PageUp: 1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      this.move(edge, this.span[edge] + step * (event.shiftKey ? 10 : 1));
    });
  }

  private time(x: number): number {
    const box = this.box.getBoundingClientRect();
    const around = this.around;
    return around ? around.start + ((x - box.left) / box.width) * (around.end - around.start) : 0;
  }

  private move(edge: Edge, time: number): void {
    if (edge === "start") this.set(time, this.span.end, "start");
    else this.set(this.span.start, time, "end");
    this.moved(edge);
  }

  private async draw(run: number): Promise<void> {
    const around = this.around;
    const pen = this.canvas.getContext("2d");
    if (!around || !pen) return;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.box.clientWidth * ratio);
    this.canvas.height = Math.round(this.box.clientHeight * ratio);
    this.loudness(pen, around);
    if (around.proxy) await this.pictures(pen, around, () => run === this.drawn);
  }

  private loudness(pen: CanvasRenderingContext2D, around: Around): void {
    const { width, height } = this.canvas;
    const room = height * 0.34;
    const count = Math.max(1, (around.end - around.start) / around.step);
    pen.fillStyle = getComputedStyle(this.box).getPropertyValue("--proof") || "#0f766e";
    around.loudness.forEach((value, index) => {
      const share = Math.max(0, Math.min(1, (value - QUIET_DB) / -QUIET_DB));
      const tall = Math.max(1, share * room);
      pen.fillRect((index / count) * width, height - tall, Math.max(1, width / count - 1), tall);
    });
  }

  // One after the other: a second seek before the first is done would lose its picture.
  private async pictures(pen: CanvasRenderingContext2D, around: Around, wanted: () => boolean): Promise<void> {
    const film = document.createElement("video");
    Object.assign(film, { muted: true, preload: "auto", src: around.proxy });
    await once(film, "loadedmetadata");
    const { width, height } = this.canvas;
    const cell = { width: width / PICTURES, height: height * 0.64 };
    for (let index = 0; index < PICTURES && wanted(); index += 1) {
      film.currentTime = around.start + ((index + 0.5) / PICTURES) * (around.end - around.start);
      await once(film, "seeked");
      cover(pen, film, index * cell.width, cell.width, cell.height);
    }
    film.removeAttribute("src");
    film.load();
  }
}

function cover(pen: CanvasRenderingContext2D, film: HTMLVideoElement, x: number, width: number, height: number): void {
  const scale = Math.max(width / film.videoWidth, height / film.videoHeight);
  const shown = { width: width / scale, height: height / scale };
  pen.drawImage(film, (film.videoWidth - shown.width) / 2, (film.videoHeight - shown.height) / 2, shown.width, shown.height, x, 0, width - 1, height);
}

function once(film: HTMLVideoElement, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    film.addEventListener(event, () => resolve(), { once: true });
    film.addEventListener("error", () => reject(new Error("the recording cannot be shown")), { once: true });
  });
}

export function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
