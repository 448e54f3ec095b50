// Every element with data-tour (the address of a tour.json) becomes a viewer.
import type { Manifest } from "./manifest";
import { showTour } from "./panorama";

async function start(box: HTMLElement): Promise<void> {
  const address = new URL(box.dataset["tour"] ?? "", document.baseURI);
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const manifest = (await answer.json()) as Manifest;
    showTour(box, manifest, (name) => new URL(name, address).href);
  } catch (error) {
    box.textContent = `The tour cannot be shown (${(error as Error).message}). Reload the page.`;
    box.classList.add("broken");
  }
}

document.querySelectorAll<HTMLElement>("[data-tour]").forEach((box) => void start(box));
