import { defineConfig } from "vitest/config";

const common = { testTimeout: 60_000, hookTimeout: 60_000 };
const minutes = { testTimeout: 600_000, hookTimeout: 600_000 };

// `npm test` is the first project. `npm run test:tlc` is the second, which needs Java and tla2tools.jar;
// `npm run test:counts` compares larger examples with the reference interpreter, for many minutes.
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { ...common, name: "core", isolate: false, include: ["test/**/*.test.ts"], exclude: ["test/tlc/**"] } },
      { test: { ...minutes, name: "tlc", include: ["test/tlc/**/*.test.ts"] } },
      { test: { ...minutes, name: "counts", include: ["test/examples-counts.test.ts"], env: { PTESPEC_COUNT_STATES: "80000" } } },
    ],
  },
});
