// SPDX-License-Identifier: Apache-2.0
// The part of Prettier that the printers use: documents and their builders. Nothing else of it is imported here.
import { builders as prettierBuilders } from "prettier/doc";

export const builders = prettierBuilders;
export type Doc = prettierBuilders.Doc;
