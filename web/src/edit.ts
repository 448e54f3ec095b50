// What became of a change: its progress in the card, then the card as it is now.

const POLL_MS = 1200;
const FINAL = new Set(["done", "failed", "cancelled"]);

interface Job {
  state: string;
  progress: number;
  note: string;
}

export async function follow(card: HTMLElement, job: string): Promise<void> {
  card.dataset["edit"] = job;
  const box = card.querySelector<HTMLElement>("[data-editing]");
  if (box) box.hidden = false;
  // A newer change of the same short is followed in place of this one.
  while (card.dataset["edit"] === job && card.isConnected) {
    const answer = await fetch(job, { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (answer?.ok) {
      const found = (await answer.json()) as Job;
      if (card.dataset["edit"] !== job) return;
      show(card, found);
      if (FINAL.has(found.state)) return renew(card);
    }
    await new Promise((resolve) => window.setTimeout(resolve, POLL_MS));
  }
}

function show(card: HTMLElement, job: Job): void {
  const bar = card.querySelector<HTMLProgressElement>("[data-editing] progress");
  if (bar) bar.value = job.progress;
  const text = card.querySelector("[data-editing-text]");
  if (text) text.textContent = job.state === "waiting" || job.state === "queued" ? "Waiting for a worker" : `Rendering the change · ${Math.round(job.progress * 100)} %`;
}

// The page as the server has it now is read, and only this card of it is taken over.
export async function renew(card: HTMLElement): Promise<void> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(card.id);
  if (!fresh) return card.remove();
  const held = card.contains(document.activeElement);
  card.replaceWith(fresh);
  if (held) fresh.querySelector<HTMLElement>("[data-review]")?.focus();
  const job = fresh.dataset["edit"];
  if (job) void follow(fresh, job);
}

export function resume(): void {
  for (const card of document.querySelectorAll<HTMLElement>("[data-clip][data-edit]")) {
    void follow(card, card.dataset["edit"] ?? "");
  }
}
