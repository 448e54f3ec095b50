// Small things of every page: copy buttons, and forms that start a job or delete.

async function copy(button: HTMLElement): Promise<void> {
  const source = document.getElementById(button.dataset["copy"] ?? "");
  await navigator.clipboard.writeText(source?.textContent ?? "");
  const before = button.textContent;
  button.textContent = "Copied";
  window.setTimeout(() => (button.textContent = before), 1500);
}

async function send(form: HTMLFormElement): Promise<void> {
  const spec: Record<string, unknown> = {};
  for (const [name, value] of new FormData(form)) {
    if (value === "") continue;
    spec[name] = form.elements.namedItem(name) instanceof HTMLInputElement && name === "shorts" ? Number(value) : value;
  }
  const button = form.querySelector("button");
  if (button) button.disabled = true;
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(spec),
  });
  if (answer.ok) return location.reload();
  const problem = (await answer.json()) as { detail?: string };
  const out = form.querySelector("output");
  if (out) out.textContent = problem.detail ?? "The job could not be started.";
  if (button) button.disabled = false;
}

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
  if (button) void copy(button);
});
document.querySelectorAll<HTMLFormElement>("form[data-json]").forEach((form) =>
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form);
  }),
);
