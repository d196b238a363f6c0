import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Heard's server, when the page is served by `npm run dev`.
const server = process.env.HEARD_DEV_SERVER ?? "http://127.0.0.1:8000";

// The practice page is ours and its API is the server's: only /practice/api goes through.
const proxied = ["/api", "/practice/api", "/hooks", "/media"];

export default defineConfig({
  base: "/",
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    host: "127.0.0.1",
    proxy: Object.fromEntries(proxied.map((path) => [path, { target: server }])),
  },
  build: {
    outDir: "../heard/static",
    emptyOutDir: true,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        // Left alone, what two pages share becomes a file of its own: a hundred for the first page, each with its round trip.
        codeSplitting: {
          groups: [
            { name: "first", tags: ["$initial"] },
            { name: "inbox", test: /src[\\/]app[\\/]inbox-page\.tsx$/ },
            { name: "opened", test: /src[\\/]app[\\/]opened\.tsx$/ },
          ],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing/setup.ts"],
    css: false,
    restoreMocks: true,
    testTimeout: 20_000,
  },
});
