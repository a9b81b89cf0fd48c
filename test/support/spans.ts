// SPDX-License-Identifier: Apache-2.0
// The rule of spans: a node covers its text, and what is inside a node lies within it.
import type { Span } from "../../src/base/source.ts";

const isSpan = (value: unknown): value is Span => typeof value === "object" && value !== null && "start" in value && "end" in value && "file" in value;

/** Descriptions of the nodes whose span is not within their parent's, is empty, or begins or ends with a blank. */
export function misplaced(root: object): readonly string[] {
  const found: string[] = [];
  const visit = (value: unknown, outer: Span | undefined, path: string): void => {
    if (typeof value !== "object" || value === null || isSpan(value)) return;
    const own = "span" in value && isSpan(value.span) ? value.span : undefined;
    if (own !== undefined) {
      const text = own.file.text.slice(own.start, own.end);
      if (outer !== undefined && (own.start < outer.start || own.end > outer.end)) found.push(`${path}: outside of its parent`);
      if (outer !== undefined && (text === "" || text.trim() !== text)) found.push(`${path}: ${JSON.stringify(text)}`);
      if (!("kind" in value) && "text" in value && typeof value.text === "string" && value.text !== text.replace(/\s|\/\/.*|\/\*[^]*?\*\//g, "")) found.push(`${path}: name ${value.text} at ${text}`);
    }
    for (const [key, inner] of Object.entries(value)) if (key !== "span") visit(inner, own ?? outer, `${path}.${key}`);
  };
  visit(root, undefined, "file");
  return found;
}
