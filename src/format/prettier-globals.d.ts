// SPDX-License-Identifier: Apache-2.0
// Prettier's types mention URL, which the core's library (ES2023 only) does not have. Only the name is declared.
interface URL {}
