// Inside another site's page a browser may deny localStorage, and even looking at it throws.
// The viewer only keeps hints there, so a memory of this page serves as well.

function denied(): boolean {
  try {
    return window.localStorage === null;
  } catch {
    return true;
  }
}

if (denied()) {
  const kept = new Map<string, string>();
  const memory: Storage = {
    get length() {
      return kept.size;
    },
    clear: () => kept.clear(),
    getItem: (key) => kept.get(key) ?? null,
    key: (index) => [...kept.keys()][index] ?? null,
    removeItem: (key) => void kept.delete(key),
    setItem: (key, value) => void kept.set(key, value),
  };
  Object.defineProperty(window, "localStorage", { value: memory, configurable: true });
}
