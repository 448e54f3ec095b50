import { defineConfig } from "vite";

// The tour viewer as one classic script, for a page that is opened straight from the disk.
export default defineConfig({
  build: {
    outDir: "../assets/player",
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 1200,
    cssCodeSplit: false,
    lib: {
      entry: "src/standalone.ts",
      formats: ["iife"],
      name: "Tradereel",
      fileName: () => "standalone.js",
      cssFileName: "standalone",
    },
  },
});
