import { defineConfig } from "vite";

// The demo world: a page that only its renderer opens (bench/world/stage.py).
export default defineConfig({
  root: "world",
  base: "./",
  publicDir: false,
  build: {
    outDir: "../../bench/world/page",
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 1600,
  },
});
