import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const target = process.env["LONGSHORE_DEV_SERVER"] ?? "http://127.0.0.1:4700";

export default defineConfig({
  base: "/ui/",
  plugins: [react()],
  worker: { format: "es" },
  build: {
    target: "es2023",
    modulePreload: { polyfill: false },
    // Fonts and shapes are files: a data: font would need a wider policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { "/api": { target, changeOrigin: false } } },
});
