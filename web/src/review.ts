// Editing a short: its plan is read when the dialog opens, and only what was changed is sent.
import { follow, renew, resume } from "./edit";
import { type Around, type Edge, round, Strip } from "./strip";

interface Cue {
  start: number;
  end: number;
  words: { text: string; start: number; end: number }[];
}

interface Plan {
  title: string;
  span: { start: number; end: number };
  ratios: string[];
  captions: string;
  style: string;
  preset: string;
  branded: boolean;
  denoise: boolean;
  hashtags: string[];
  cues: Cue[];
  removed: { start: number; end: number }[];
}

const TIMES: Edge[] = ["start", "end"];
const PLAIN = ["title", "captions", "style", "preset"] as const;
const TICKS = ["branded", "denoise"] as const;

class Review {
  private readonly form: HTMLFormElement;
  private readonly strip: Strip;
  private readonly video: HTMLVideoElement;
  private card: HTMLElement | undefined;
  private plan: Plan | undefined;
  private around: Around | undefined;
  private tag = "";
  private known = { start: 0, end: 0 };

  constructor(private readonly dialog: HTMLDialogElement) {
    this.form = this.one("form");
    this.video = this.one("[data-preview]");
    this.strip = new Strip(this.one("[data-strip]"), (edge) => this.moved(edge));
    dialog.addEventListener("close", () => this.video.pause());
    this.one("[data-close]").addEventListener("click", () => dialog.close());
    this.one("[data-drop]").addEventListener("click", () => void this.drop());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.save();
    });
    for (const edge of TIMES) this.field(edge).addEventListener("change", () => this.typed(edge));
    dialog.querySelectorAll<HTMLElement>("[data-step]").forEach((button) => button.addEventListener("click", () => this.step(button)));
    this.video.addEventListener("timeupdate", () => this.played());
    this.video.addEventListener("play", () => this.fromStart());
  }

  async open(card: HTMLElement): Promise<void> {
    this.card = card;
    const url = card.dataset["clip"] ?? "";
    this.say("");
    const [plan, around] = await Promise.all([fetch(`${url}/plan`), fetch(`${url}/surroundings`)]);
    if (!plan.ok || !around.ok) return window.alert(await reason(plan.ok ? around : plan));
    this.tag = plan.headers.get("ETag") ?? "";
    this.plan = (await plan.json()) as Plan;
    this.around = (await around.json()) as Around;
    this.fill(this.plan);
    this.one("[data-sentences]").replaceChildren(...this.around.sentences.map((said) => this.sentence(said)));
    this.dialog.showModal();
    const { start, end } = this.plan.span;
    this.known = this.plan.span;
    this.video.src = this.around.proxy;
    this.video.addEventListener("loadedmetadata", () => (this.video.currentTime = start), { once: true });
    this.strip.show(this.around, start, end);
    this.sync();
    this.one("[data-sentences]").scrollTop = this.one("[data-inside=yes]")?.offsetTop ?? 0;
  }

  private one<Kind extends HTMLElement>(selector: string): Kind {
    return this.dialog.querySelector(selector) as Kind;
  }

  private field(name: string): HTMLInputElement {
    return this.one(`[name="${name}"]`);
  }

  private fill(plan: Plan): void {
    for (const name of PLAIN) this.field(name).value = plan[name];
    for (const name of TICKS) this.field(name).checked = plan[name];
    this.field("hashtags").value = plan.hashtags.join(" ");
    this.field("crop").value = "";
    this.field("tight").checked = plan.removed.length > 0;
    this.one("[data-tightened]").hidden = plan.removed.length === 0;
    for (const box of this.dialog.querySelectorAll<HTMLInputElement>('[name="ratio[]"]')) box.checked = plan.ratios.includes(box.value);
    this.one("[data-cues]").replaceChildren(...plan.cues.map(cueRow));
  }

  private moved(edge: Edge): void {
    this.video.currentTime = this.strip.span[edge];
    this.sync();
  }

  private typed(edge: Edge): void {
    const value = Number(this.field(edge).value);
    const { start, end } = this.strip.span;
    if (Number.isFinite(value)) this.strip.set(edge === "start" ? value : start, edge === "end" ? value : end, edge);
    this.moved(edge);
  }

  // To where the next sentence begins or ends, outwards or inwards.
  private step(button: HTMLElement): void {
    const [edge, way] = (button.dataset["step"] ?? "").split(",") as [Edge, string];
    const { start, end } = this.strip.span;
    const starts = this.around?.sentences.map((said) => round(said.start)) ?? [];
    const ends = this.around?.sentences.map((said) => round(said.end)) ?? [];
    const places = edge === "start" ? starts : ends;
    const from = edge === "start" ? start : end;
    const next = way === "1" ? places.find((place) => place > from + 0.05) : places.filter((place) => place < from - 0.05).at(-1);
    if (next === undefined) return this.say("There is no further sentence.");
    this.strip.set(edge === "start" ? next : start, edge === "end" ? next : end, edge);
    this.moved(edge);
  }

  // Everything that tells the span.
  private sync(): void {
    const { start, end } = this.strip.span;
    for (const edge of TIMES) this.field(edge).value = String(this.strip.span[edge]);
    this.one("[data-length]").textContent = `${(end - start).toFixed(1)} s`;
    for (const row of this.dialog.querySelectorAll<HTMLElement>("[data-said]")) {
      const [first, last] = (row.dataset["said"] ?? "").split(",").map(Number) as [number, number];
      const inside = first >= start - 0.05 && last <= end + 0.05;
      row.dataset["inside"] = inside ? "yes" : last > start && first < end ? "partly" : "no";
      row.firstElementChild?.setAttribute("aria-pressed", String(inside));
    }
    let shown = 0;
    for (const row of this.dialog.querySelectorAll<HTMLElement>("[data-cue]")) {
      row.hidden = Number(row.dataset["end"]) <= start || Number(row.dataset["cue"]) >= end;
      shown += row.hidden ? 0 : 1;
    }
    const longer = start < this.known.start - 0.05 || end > this.known.end + 0.05;
    this.one("[data-nocues]").hidden = shown > 0 || longer;
    this.one("[data-more]").hidden = !longer;
  }

  private sentence(said: Around["sentences"][number]): HTMLElement {
    const row = document.createElement("li");
    const button = document.createElement("button");
    row.dataset["said"] = `${said.start},${said.end}`;
    button.type = "button";
    button.dir = "auto";
    button.textContent = said.text;
    button.addEventListener("click", () => this.reach(said));
    row.append(button);
    return row;
  }

  // A sentence outside is taken in, with what lies between; one inside is only gone to.
  private reach(said: Around["sentences"][number]): void {
    const { start, end } = this.strip.span;
    if (said.start < start - 0.05) this.strip.set(said.start, end, "start");
    if (said.end > end + 0.05) this.strip.set(this.strip.span.start, said.end, "end");
    this.video.currentTime = said.start;
    this.sync();
  }

  private played(): void {
    this.strip.head(this.video.currentTime);
    if (!this.video.paused && this.video.currentTime >= this.strip.span.end) this.video.pause();
  }

  private fromStart(): void {
    const { start, end } = this.strip.span;
    if (this.video.currentTime < start || this.video.currentTime >= end - 0.2) this.video.currentTime = start;
  }

  private changes(plan: Plan): Record<string, unknown> {
    const patch: Record<string, unknown> = {};
    const put = (name: string, value: unknown, before: unknown): void => {
      if (JSON.stringify(value) !== JSON.stringify(before)) patch[name] = value;
    };
    for (const name of PLAIN) put(name, this.field(name).value.trim(), plan[name]);
    for (const name of TICKS) put(name, this.field(name).checked, plan[name]);
    put("hashtags", this.field("hashtags").value.split(/[\s,]+/).filter(Boolean), plan.hashtags);
    put("ratios", [...this.dialog.querySelectorAll<HTMLInputElement>('[name="ratio[]"]:checked')].map((box) => box.value), plan.ratios);
    const { start, end } = this.strip.span;
    if (Math.abs(start - plan.span.start) > 0.04 || Math.abs(end - plan.span.end) > 0.04) patch["span"] = { start, end };
    if (this.field("crop").value) patch["crop"] = this.field("crop").value;
    if (plan.removed.length && !this.field("tight").checked) patch["removed"] = [];
    const cues = this.cues(plan);
    if (cues) patch["cues"] = cues;
    return patch;
  }

  // All of them where one was changed: a list is replaced as a whole.
  private cues(plan: Plan): unknown[] | undefined {
    const texts = [...this.dialog.querySelectorAll<HTMLInputElement>("[data-cue] input")].map((input) => input.value.trim());
    if (plan.cues.every((cue, index) => textOf(cue) === texts[index])) return undefined;
    return plan.cues.map((cue, index) => (textOf(cue) === texts[index] ? cue : { start: cue.start, end: cue.end, text: texts[index] }));
  }

  private async save(): Promise<void> {
    if (!this.plan || !this.card || !this.form.reportValidity()) return;
    const patch = this.changes(this.plan);
    if (!Object.keys(patch).length) return this.say("Nothing was changed.");
    this.say("Sending…");
    const answer = await fetch(`${this.card.dataset["clip"]}/plan`, {
      method: "PATCH",
      headers: { "Content-Type": "application/json", Accept: "application/json", "If-Match": this.tag },
      body: JSON.stringify(patch),
    });
    if (!answer.ok) return this.say(await reason(answer), true);
    const job = answer.headers.get("Location");
    this.dialog.close();
    if (job) void follow(this.card, job);
  }

  private async drop(): Promise<void> {
    if (!this.card || !window.confirm("Delete this short? Its link and embeds stop working.")) return;
    const answer = await fetch(this.card.dataset["clip"] ?? "", { method: "DELETE" });
    if (!answer.ok) return this.say(await reason(answer), true);
    this.dialog.close();
    await renew(this.card);
  }

  private say(text: string, bad = false): void {
    const out = this.one("output");
    out.textContent = text;
    out.dataset["state"] = bad ? "failed" : "done";
  }
}

function textOf(cue: Cue): string {
  return cue.words.map((word) => word.text).join("").trim();
}

function cueRow(cue: Cue): HTMLElement {
  const row = document.createElement("label");
  row.dataset["cue"] = String(cue.start);
  row.dataset["end"] = String(cue.end);
  const time = document.createElement("span");
  time.textContent = clock(cue.start);
  const input = document.createElement("input");
  Object.assign(input, { type: "text", value: textOf(cue), maxLength: 400, dir: "auto" });
  row.append(time, input);
  return row;
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

async function reason(answer: Response): Promise<string> {
  const problem = (await answer.json().catch(() => ({}))) as { detail?: string; remedy?: string };
  return [problem.detail ?? "It could not be done.", problem.remedy].filter(Boolean).join(" ");
}

// A short of one's own: a title and a span.
async function cut(form: HTMLFormElement): Promise<void> {
  const value = (name: string): string => (form.elements.namedItem(name) as HTMLInputElement).value;
  const span = { start: Number(value("start")), end: Number(value("end")) };
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ title: value("title").trim(), span }),
  });
  if (answer.ok) return location.reload();
  const out = form.querySelector("output");
  if (out) out.textContent = await reason(answer);
}

const dialog = document.querySelector<HTMLDialogElement>("#review");
const review = dialog ? new Review(dialog) : undefined;
document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-review], [data-now]");
  const card = button?.closest<HTMLElement>("[data-clip]");
  if (card) void review?.open(card);
  const name = button?.dataset["now"];
  const input = name && button?.closest("form")?.elements.namedItem(name);
  const whole = document.querySelector<HTMLVideoElement>("#whole video");
  if (input instanceof HTMLInputElement && whole) input.value = String(round(whole.currentTime));
});
document.querySelectorAll<HTMLFormElement>("form[data-cut]").forEach((form) =>
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void cut(form);
  }),
);
resume();
