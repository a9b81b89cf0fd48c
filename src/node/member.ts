// SPDX-License-Identifier: Apache-2.0
// The program of a thread that takes part in a search by several. A file of its own, since the search does not wait for
// a thread: the less it has to load, the more it has to do.
import { workerData } from "node:worker_threads";
import { wasmApi } from "../check/wasm/host.ts";
import { serveMember, type MemberTask } from "../check/wasm/member.ts";

serveMember(wasmApi(), workerData as MemberTask);
