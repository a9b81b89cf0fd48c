import { defineConfig } from "vitest/config";

const common = { testTimeout: 60_000, maxWorkers: 2 };

// `npm test` is the first project; `npm run test:tlc` the second, which needs Java and tla2tools.jar.
export default defineConfig({
  test: {
    ...common,
    projects: [
      { test: { ...common, name: "core", include: ["test/**/*.test.ts"], exclude: ["test/tlc/**"] } },
      { test: { ...common, name: "tlc", include: ["test/tlc/**/*.test.ts"] } },
    ],
  },
});
