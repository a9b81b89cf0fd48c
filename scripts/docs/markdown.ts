// SPDX-License-Identifier: Apache-2.0
// Fenced blocks of a Markdown file, with the words after the fence and the HTML comment before it. Knows
// nothing of what the blocks mean.

export interface DocBlock {
  /** The first word after the fence, e.g. `ptespec`. */
  readonly language: string;
  /** The other words: `expect=PTE304`, `fragment`, `file=first.ptespec`. */
  readonly words: readonly string[];
  readonly body: string;
  /** 1-based line of the opening fence. */
  readonly line: number;
  /** Offsets of the body in the text of the file. */
  readonly start: number;
  readonly end: number;
  /** The text of the comment `<!-- NAME: ... -->` that ends directly before the block, by its name. */
  readonly comment?: { readonly name: string; readonly text: string };
}

export function blocksOf(markdown: string): readonly DocBlock[] {
  const blocks: DocBlock[] = [];
  for (const match of markdown.matchAll(/^```(\S+)([^\n]*)\n([\s\S]*?)^```$/gm)) {
    const [whole, language = "", rest = "", body = ""] = match;
    const start = match.index + whole.length - "```".length - body.length;
    const comment = /<!-- ([a-z]+):([\s\S]*?)-->\n+$/.exec(lastComment(markdown.slice(0, match.index)));
    blocks.push({
      language, words: rest.split(" ").filter((word) => word !== ""), body, line: markdown.slice(0, match.index).split("\n").length, start, end: start + body.length,
      ...(comment === null ? {} : { comment: { name: comment[1] ?? "", text: comment[2] ?? "" } }),
    });
  }
  return blocks;
}

const lastComment = (before: string): string => before.slice(Math.max(0, before.lastIndexOf("<!--")));

/** The value of `NAME=value` among the words of a block. */
export function wordValue(block: DocBlock, name: string): string | undefined {
  return block.words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** The spec that a block stands for: a fragment is put where its prelude says `@@`. */
export function specOf(block: DocBlock): string {
  if (!block.words.includes("fragment") || block.comment?.name !== "prelude") return block.body;
  return block.comment.text.trimStart().replace("@@", () => block.body.trimEnd());
}

/** Replaces what stands between `<!-- NAME:begin -->` and `<!-- NAME:end -->`. */
export function replaceSection(markdown: string, name: string, content: string): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [markdown.indexOf(begin), markdown.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`no section ${name}`);
  return `${markdown.slice(0, from + begin.length)}\n${content.trim()}\n${markdown.slice(to)}`;
}

export const hasSection = (markdown: string, name: string): boolean => markdown.includes(`<!-- ${name}:begin -->`);
