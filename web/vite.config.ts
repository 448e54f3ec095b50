import { defineConfig } from "vite";

// One entry an island; pages name them without a hash and add their own version.
export default defineConfig({
  base: "./",
  build: {
    outDir: "../api/static/build",
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 900,
    rollupOptions: {
      input: {
        upload: "src/upload.ts",
        job: "src/job.ts",
        player: "src/player.ts",
        review: "src/review.ts",
        tour: "src/tour.ts",
        studio: "src/studio.ts",
        brand: "src/brand.ts",
      },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "chunks/[name]-[hash].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
