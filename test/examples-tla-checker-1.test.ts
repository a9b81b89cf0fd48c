// SPDX-License-Identifier: Apache-2.0
// One half of the examples through tla-checker; see support/tla-checker-examples.ts.
import { tlaCheckerAgrees } from "./support/tla-checker-examples.ts";

tlaCheckerAgrees(1);
