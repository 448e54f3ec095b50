// For a page opened from the disk: pictures come as data addresses inside the page.
import type { Manifest } from "./manifest";
import { showTour } from "./panorama";

for (const box of document.querySelectorAll<HTMLElement>("[data-tour-inline]")) {
  const source = document.getElementById(box.dataset["tourInline"] ?? "");
  const { manifest, files } = JSON.parse(source?.textContent ?? "{}") as {
    manifest: Manifest;
    files: Record<string, string>;
  };
  showTour(box, manifest, (name) => files[name] ?? name);
}
