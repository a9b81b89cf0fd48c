// SPDX-License-Identifier: Apache-2.0
// The exit codes of every command. They stand in the reports too, so they live there.
export { EXIT, exitOf, type ExitCode } from "../report/exit-codes.ts";
