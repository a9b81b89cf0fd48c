// SPDX-License-Identifier: Apache-2.0
// "Did you mean": the nearest of the names that would have been right. Bounded, so that a wild guess gives
// no suggestion and a long list stays cheap.

/** Names longer than this are not compared. */
const LONGEST = 64;

/**
 * The nearest candidate, or nothing when none is near: equal but for case, or at most a third of the letters
 * changed (an exchange of neighbours counts as one change). Ties go to the earlier candidate.
 */
export function suggest(name: string, candidates: readonly string[]): string | undefined {
  if (name.length === 0 || name.length > LONGEST) return undefined;
  const folded = name.toLowerCase();
  const sameLetters = candidates.find((candidate) => candidate !== name && candidate.toLowerCase() === folded);
  if (sameLetters !== undefined) return sameLetters;
  let best: string | undefined;
  let bound = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate.length > LONGEST || candidate === name || Math.abs(candidate.length - name.length) >= bound) continue;
    const distance = editDistance(folded, candidate.toLowerCase());
    if (distance < bound) {
      best = candidate;
      bound = distance;
    }
  }
  return best;
}

/** A help sentence with the suggestion, or nothing. */
export function didYouMean(name: string, candidates: readonly string[]): string | undefined {
  const found = suggest(name, candidates);
  return found === undefined ? undefined : `did you mean \`${found}\`?`;
}

/** Insertions, deletions, replacements and exchanges of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((above[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      current.push(cost);
    }
    before = above;
    above = current;
  }
  return above[b.length] ?? 0;
}
