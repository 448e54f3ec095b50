// Drag a recording in: resumable upload, then the job starts by itself.
import "@uppy/core/css/style.min.css";
import "@uppy/dashboard/css/style.min.css";

import Uppy from "@uppy/core";
import Dashboard from "@uppy/dashboard";
import Tus from "@uppy/tus";

const box = document.querySelector<HTMLElement>("[data-upload]");

async function json<T>(url: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(url, { ...init, headers: { Accept: "application/json", "Content-Type": "application/json" } });
  if (!answer.ok) {
    const problem = (await answer.json()) as { detail?: string; title?: string };
    throw new Error(problem.detail ?? problem.title ?? `${answer.status}`);
  }
  return (await answer.json()) as T;
}

async function begin(root: string, uploads: string[]): Promise<string> {
  const recordings: string[] = [];
  for (const url of uploads) recordings.push((await json<{ recording_id: string }>(url)).recording_id);
  const [first, ...also] = recordings;
  // Photos of one tour arrive together and are stitched together.
  const spec = also.length ? { also } : {};
  await json(`${root}/recordings/${first}/jobs`, { method: "POST", body: JSON.stringify(spec) });
  return `${root}/studio/recordings/${first}`;
}

function mount(target: HTMLElement): void {
  const root = target.dataset["root"] ?? "";
  const kind = (): string => document.querySelector<HTMLInputElement>("input[name=kind]:checked")?.value ?? "livestream";
  const uppy = new Uppy({ autoProceed: false })
    .use(Dashboard, {
      inline: true,
      target,
      width: "100%",
      height: 300,
      proudlyDisplayPoweredByUppy: false,
      theme: "auto",
      note: "Any length, any common format. The upload goes on where a broken line stopped it.",
    })
    .use(Tus, { endpoint: `${root}/uploads`, chunkSize: 16 * 2 ** 20, retryDelays: [0, 1000, 3000, 10_000], allowedMetaFields: ["filename", "kind"] });
  uppy.on("file-added", (file) => uppy.setFileMeta(file.id, { filename: file.name, kind: kind() }));
  uppy.on("upload", () => {
    for (const file of uppy.getFiles()) uppy.setFileMeta(file.id, { kind: kind() });
  });
  uppy.on("complete", (result) => {
    const done = (result.successful ?? []).flatMap((file) => (file.uploadURL ? [file.uploadURL] : []));
    if (!done.length || (result.failed ?? []).length) return;
    void finish(uppy, root, done);
  });
}

async function finish(uppy: Uppy, root: string, done: string[]): Promise<void> {
  const tour = document.querySelector<HTMLInputElement>("input[name=kind]:checked")?.value === "tour";
  try {
    if (tour) {
      location.href = await begin(root, done);
      return;
    }
    const pages = await Promise.all(done.map((url) => begin(root, [url])));
    location.href = pages.length === 1 ? (pages[0] ?? root) : `${root}/studio`;
  } catch (error) {
    uppy.info(`Uploaded, but the job did not start: ${(error as Error).message}`, "error", 20_000);
  }
}

if (box) mount(box);
