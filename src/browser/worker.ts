// SPDX-License-Identifier: Apache-2.0
// The script of the worker, `ptespec/worker`: started by `checkInWorker`, or by anybody who speaks protocol.ts.
import { serveChecks, type WorkerScope } from "./serve.ts";

/** Texts of std/ by import name; put in when this is bundled. */
declare const PTESPEC_STD: Readonly<Record<string, string>>;

/** What a worker calls its global object. */
declare const self: WorkerScope;

serveChecks(self, PTESPEC_STD);
