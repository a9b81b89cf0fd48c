// SPDX-License-Identifier: Apache-2.0
// The script of the worker, `ptespec/worker`: started by `checkInWorker`, or by anybody who speaks protocol.ts.
import { serveChecks, type WorkerScope } from "./serve.ts";

/** Texts of std/ by import name; put in when this is bundled. */
declare const PTESPEC_STD: Readonly<Record<string, string>>;

serveChecks(globalThis as unknown as WorkerScope, PTESPEC_STD);
