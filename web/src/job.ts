// Live progress of a job: server-sent events, polling where they do not come through.

interface Stage {
  name: string;
  index: number;
  state: string;
  progress: number;
  note: string;
  reused: boolean;
}

interface Job {
  id: string;
  state: string;
  progress: number;
  error: { message: string; remedy?: string } | null;
  stages: Stage[];
}

const FINAL = new Set(["done", "failed", "cancelled"]);
const POLL_MS = 1500;

class JobView {
  private readonly url: string;
  private timer: number | undefined;

  constructor(private readonly box: HTMLElement) {
    this.url = box.dataset["job"] ?? "";
    box.querySelector("[data-cancel]")?.addEventListener("click", () => void this.cancel());
  }

  start(): void {
    void this.refresh();
    const source = new EventSource(`${this.url}/events`);
    const changed = (): void => this.soon();
    for (const type of ["stage.queued", "stage.running", "progress", "stage.done", "stage.retry", "stage.failed", "job.note", "job.done", "job.failed", "job.cancelled"]) {
      source.addEventListener(type, changed);
    }
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) this.poll();
      else this.soon();
    });
    for (const end of ["job.done", "job.failed", "job.cancelled"]) {
      source.addEventListener(end, () => source.close());
    }
  }

  private poll(): void {
    window.setTimeout(() => void this.refresh().then((final) => final || this.poll()), POLL_MS);
  }

  // Events come in bursts; one look at the job shows them all.
  private soon(): void {
    this.timer ??= window.setTimeout(() => {
      this.timer = undefined;
      void this.refresh();
    }, 250);
  }

  private async refresh(): Promise<boolean> {
    const answer = await fetch(this.url, { headers: { Accept: "application/json" } });
    if (!answer.ok) return false;
    const job = (await answer.json()) as Job;
    this.show(job);
    if (FINAL.has(job.state)) window.setTimeout(() => location.reload(), 400);
    return FINAL.has(job.state);
  }

  private show(job: Job): void {
    const bar = this.box.querySelector("progress");
    if (bar) bar.value = job.progress;
    const text = this.box.querySelector("[data-progress-text]");
    if (text) text.textContent = `${Math.round(job.progress * 100)} %`;
    const list = this.box.querySelector("[data-stages]");
    list?.replaceChildren(...job.stages.map(stageRow));
  }

  private async cancel(): Promise<void> {
    await fetch(`${this.url}/cancel`, { method: "POST" });
    await this.refresh();
  }
}

function stageRow(stage: Stage): HTMLElement {
  const row = document.createElement("li");
  row.dataset["state"] = stage.state;
  const name = document.createElement("b");
  name.textContent = stage.index ? `${stage.name} ${stage.index + 1}` : stage.name;
  const note = document.createElement("span");
  note.textContent = stage.state === "running" ? `${Math.round(stage.progress * 100)} % ${stage.note}` : stage.reused ? stage.note : stage.state;
  row.append(name, note);
  return row;
}

document.querySelectorAll<HTMLElement>("[data-job]").forEach((box) => new JobView(box).start());
