// The brand on the settings page: saved as one document, files sent as they are, shown as it goes.

type Rgb = [number, number, number];
const INKS: Rgb[] = [[18, 20, 24], [255, 255, 255]];

function rgb(colour: string): Rgb {
  const digits = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) || 0);
  return digits as Rgb;
}

function light(colour: Rgb): number {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

// As the renderer chooses letters: the wanted colour where it reads, else near-black or white.
function readable(wanted: Rgb, ground: Rgb): string {
  const [dark, white] = INKS as [Rgb, Rgb];
  const best = contrast(dark, ground) > contrast(white, ground) ? dark : white;
  return `rgb(${(contrast(wanted, ground) >= 4.5 ? wanted : best).join(" ")})`;
}

function mixed(one: Rgb, other: Rgb, share: number): string {
  return `rgb(${one.map((value, at) => Math.round(value + ((other[at] ?? 0) - value) * share)).join(" ")})`;
}

function values(form: HTMLFormElement): Record<string, unknown> {
  const data = new FormData(form);
  const text = (name: string): string => String(data.get(name) ?? "");
  const bookend = (name: string): unknown =>
    text(`${name}.seconds`) ? { seconds: Number(text(`${name}.seconds`)), text: text(`${name}.text`) } : null;
  return {
    name: text("name"), primary: text("primary"), accent: text("accent"), text: text("text"),
    corner: text("corner"), style: text("style") || null, lower_third: data.has("lower_third"),
    intro: bookend("intro"), outro: bookend("outro"),
  };
}

function draw(root: HTMLElement, form: HTMLFormElement): void {
  const data = new FormData(form);
  const text = (name: string): string => String(data.get(name) ?? "");
  const [primary, accent, letters] = ["primary", "accent", "text"].map((name) => rgb(text(name))) as [Rgb, Rgb, Rgb];
  const set = (name: string, value: string): void => root.style.setProperty(`--brand-${name}`, value);
  set("primary", text("primary"));
  set("accent", text("accent"));
  set("text", readable(letters, primary));
  set("ink", readable(primary, accent));
  set("light", mixed(primary, [255, 255, 255], 0.07));
  set("dark", mixed(primary, [0, 0, 0], 0.13));
  for (const phone of root.querySelectorAll<HTMLElement>("[data-scene=clip]")) phone.dataset["corner"] = text("corner");
  for (const band of root.querySelectorAll<HTMLElement>(".third")) band.hidden = !data.has("lower_third");
  const shown = (selector: string, words: string): void => {
    const element = root.querySelector<HTMLElement>(selector);
    if (!element) return;
    element.textContent = words;
    element.hidden = words === "";
  };
  const words = text("intro.text") || text("outro.text");
  const logo = root.querySelector<HTMLElement>("[data-file=logo]")?.hasAttribute("data-there") ?? false;
  shown("[data-name]", logo || words ? "" : text("name") || "Your name");
  shown("[data-words]", words);
}

// Words ask for an intro, or an outro, to stand in.
function wake(form: HTMLFormElement, input: HTMLInputElement): void {
  const [bookend, part] = input.name.split(".");
  const seconds = form.querySelector<HTMLInputElement>(`[name="${bookend}.seconds"]`);
  if (part === "text" && input.value !== "" && seconds?.value === "") seconds.value = "1.2";
}

async function ask(address: string, method: string, body?: BodyInit, json = false): Promise<string> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (json) headers["Content-Type"] = "application/json";
  const init: RequestInit = { method, headers };
  if (body !== undefined) init.body = body;
  const answer = await fetch(address, init).catch(() => null);
  if (answer === null) return "The service does not answer. Try again.";
  if (answer.ok) return "";
  const problem = (await answer.json().catch(() => ({}))) as { detail?: string; remedy?: string; errors?: { detail: string }[] };
  return [problem.errors?.[0]?.detail ?? problem.detail ?? "It could not be done.", problem.remedy ?? ""].join(" ").trim();
}

function tell(place: ParentNode | null, wrong: string, done: string): void {
  const output = place?.querySelector("output");
  if (!output) return;
  output.dataset["state"] = wrong ? "failed" : "done";
  output.textContent = wrong || done;
}

function exists(root: HTMLElement, there: boolean): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-archive], [data-forget]")) element.hidden = !there;
}

function mark(box: HTMLElement, there: boolean, root: HTMLElement, address: string): void {
  box.toggleAttribute("data-there", there);
  const label = box.querySelector("[data-label]");
  if (label) label.textContent = there ? "Replace" : "Choose a file";
  const remove = box.querySelector<HTMLElement>("[data-remove]");
  if (remove) remove.hidden = !there;
  if (box.dataset["file"] !== "logo") return;
  for (const image of root.querySelectorAll<HTMLImageElement>("[data-logo]")) {
    image.hidden = !there;
    if (there) image.src = `${address}/logo?${Date.now()}`;
    else image.removeAttribute("src");
  }
}

function files(root: HTMLElement, form: HTMLFormElement, address: string): void {
  for (const box of root.querySelectorAll<HTMLElement>("[data-file]")) {
    const what = box.dataset["file"] ?? "";
    const send = async (file: File): Promise<void> => {
      tell(box, "", "Sending …");
      const wrong = await ask(`${address}/${what}`, "PUT", file);
      tell(box, wrong, "Saved");
      if (wrong) return;
      mark(box, true, root, address);
      exists(root, true);
      draw(root, form);
    };
    const input = box.querySelector<HTMLInputElement>("input[type=file]");
    input?.addEventListener("change", () => {
      const file = input.files?.[0];
      if (file) void send(file);
      input.value = "";
    });
    box.addEventListener("dragover", (event) => {
      event.preventDefault();
      box.toggleAttribute("data-over", true);
    });
    for (const end of ["dragleave", "drop"]) box.addEventListener(end, () => box.removeAttribute("data-over"));
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file) void send(file);
    });
    box.querySelector("[data-remove]")?.addEventListener("click", () => {
      void ask(`${address}/${what}`, "DELETE").then((wrong) => {
        tell(box, wrong, "Removed");
        if (wrong) return;
        mark(box, false, root, address);
        draw(root, form);
      });
    });
  }
}

function begin(root: HTMLElement, form: HTMLFormElement): void {
  const address = root.dataset["brand"] ?? "";
  const row = form.querySelector<HTMLElement>(":scope > .row");
  form.addEventListener("input", (event) => {
    const input = event.target as HTMLInputElement;
    const picked = input.dataset["picks"];
    const other = picked
      ? form.querySelector<HTMLInputElement>(`[name=${picked}]`)
      : form.querySelector<HTMLInputElement>(`[data-picks="${input.name}"]`);
    if (other && picked) other.value = input.value.toUpperCase();
    else if (other && input.validity.valid) other.value = input.value.slice(0, 7).toLowerCase();
    wake(form, input);
    draw(root, form);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask(address, "PUT", JSON.stringify(values(form)), true).then((wrong) => {
      tell(row, wrong, "Saved");
      if (!wrong) exists(root, true);
    });
  });
  form.querySelector("[data-forget]")?.addEventListener("click", () => {
    if (!window.confirm("New jobs will wear no brand. Remove it?")) return;
    void ask(address, "DELETE").then((wrong) => (wrong ? tell(row, wrong, "") : location.reload()));
  });
  files(root, form, address);
  draw(root, form);
}

for (const root of document.querySelectorAll<HTMLElement>("[data-brand]")) {
  const form = root.querySelector("form");
  if (form) begin(root, form);
}
