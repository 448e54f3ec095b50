// Small things of every page: copy buttons, forms that are sent as JSON, the order of languages.

async function copy(button: HTMLElement): Promise<void> {
  const source = document.getElementById(button.dataset["copy"] ?? "");
  await navigator.clipboard.writeText(source?.textContent ?? "");
  const before = button.textContent;
  button.textContent = "Copied";
  window.setTimeout(() => (button.textContent = before), 1500);
}

// An empty field of a change takes the setting back (null); of a new job it is left out.
function contents(form: HTMLFormElement, change: boolean): Record<string, unknown> {
  const spec: Record<string, unknown> = {};
  const numbers = new Set([...form.querySelectorAll<HTMLInputElement>("input[type=number]")].map((input) => input.name));
  for (const [field, value] of new FormData(form)) {
    const name = field.replace("[]", "");
    if (name !== field) {
      const list = (spec[name] ??= []) as unknown[];
      if (value !== "") list.push(value);
    } else if (value === "") {
      if (change) spec[name] = null;
    } else {
      spec[name] = numbers.has(name) ? Number(value) : value;
    }
  }
  for (const box of form.querySelectorAll<HTMLInputElement>("input[type=checkbox][data-switch]")) spec[box.name] = box.checked;
  return spec;
}

async function send(form: HTMLFormElement): Promise<void> {
  const method = form.dataset["method"] ?? "POST";
  const change = method === "PATCH";
  const within = form.dataset["within"];
  const spec = contents(form, change);
  const button = form.querySelector("button");
  if (button) button.disabled = true;
  const answer = await fetch(form.action, {
    method,
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(within ? { [within]: spec } : spec),
  });
  if (answer.ok && !change) return location.reload();
  const out = form.querySelector("output");
  if (out) out.dataset["state"] = answer.ok ? "done" : "failed";
  if (out) out.textContent = answer.ok ? "Saved" : await reason(answer);
  if (button) button.disabled = false;
}

async function reason(answer: Response): Promise<string> {
  const problem = (await answer.json()) as { detail?: string; errors?: { detail: string }[] };
  return problem.errors?.[0]?.detail ?? problem.detail ?? "It could not be done.";
}

// The chosen stand first, in the order in which they were chosen: so they are sent.
function order(group: HTMLElement, box: HTMLInputElement): void {
  const label = box.closest("label");
  const chosen = [...group.querySelectorAll("label")].filter((each) => each !== label && each.querySelector(":checked"));
  const last = chosen.at(-1);
  if (!label) return;
  if (last) last.after(label);
  else label.parentElement?.prepend(label);
  box.focus();
}

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
  if (button) void copy(button);
});
document.querySelectorAll<HTMLElement>("[data-buyers]").forEach((group) =>
  group.addEventListener("change", (event) => order(group, event.target as HTMLInputElement)),
);
document.querySelectorAll<HTMLFormElement>("form[data-json]").forEach((form) =>
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form);
  }),
);
