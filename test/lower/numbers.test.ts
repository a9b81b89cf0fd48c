// SPDX-License-Identifier: Apache-2.0
// Large numbers: what cannot be computed exactly is refused where it is written, what can is computed.
import { expect, test } from "vitest";
import { check, codes, diagnose } from "../support/spec.ts";

const MOST = "shared a : 0..1048575 = 1048575;\nshared b : 0..1048575 = 1048575;\nwriter w { WRITE_ONCE(a, 1); }\n";
const spec = (condition: string) => `${MOST}invariant p: ${condition};\ncheck k { run w(); expect p hold; }`;

test("a product beyond 2^53 is refused at its operator", () => {
  const [found, ...more] = diagnose(spec("a * b * a >= 0"));
  expect(more).toEqual([]);
  const at = found?.primary?.span;
  expect([found?.code, at?.file.text.slice(at.start, at.end)]).toEqual(["PTE217", "a * b * a"]);
  expect(codes(diagnose(spec("0 - a * b * a <= 0")))).toEqual(["PTE217"]);
  expect(codes(diagnose(spec("a <= 9007199254740991 + b")))).toEqual(["PTE217"]);
});

test("one below it is exact", () => {
  // 1048575 * 1048575 * 8192, which is 2^53 - 2^34 + 2^13.
  const square = (more: number) => spec(`a * b * 8192 != ${9007182074880000 + more} || a != 1048575`);
  expect(check(square(1)).status["p"]).toBe("holds");
  expect(check(square(0)).status["p"]).toBe("violated");
  expect(check(spec("a * b < a * b + 1")).status["p"]).toBe("holds");
});

test.each(["3000000..3000003", "0 - 3000003 .. 0 - 3000000"])("few numbers that are too large, %s, are not called many", (range) => {
  const [found] = diagnose(`shared x : ${range};\nwriter w { WRITE_ONCE(x, x); }\ninvariant ok: true;\ncheck k { run w(); expect ok hold; }`);
  expect(found?.code).toBe("PTE218");
  expect(found?.message).toMatch(/^this range goes to -?3000003; numbers end at -?1048576$/);
});
