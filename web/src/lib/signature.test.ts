import { expect, it } from "vitest";
import { initials, signatureFor, signed, unsigned } from "./signature";

const ann = { name: "Ann Agent", signature: "^AA" };
const bare = { name: "Ann Agent", signature: "" };

// The same table as tests/conversations/test_writing.py.
it.each([
  [ann, "off", true, true, ""],
  [ann, "optional", true, true, "^AA"],
  [ann, "optional", true, false, ""],
  [bare, "optional", true, true, ""],
  [ann, "public", true, false, "^AA"],
  [bare, "public", true, true, "^AA"],
  [bare, "public", false, true, ""],
  [ann, "public", false, false, ""],
] as const)("signs %o under the policy %s", (signer, policy, isPublic, wanted, expected) => {
  expect(signatureFor(signer, policy, isPublic, wanted)).toBe(expected);
});

it("signs once, short ones on the same line, and finds the words again", () => {
  expect(signed("Yes.", "^AA")).toBe("Yes. ^AA");
  expect(signed("Yes. ^AA", "^AA")).toBe("Yes. ^AA");
  expect(signed("Yes.", "Ann from Crumb")).toBe("Yes.\nAnn from Crumb");
  expect(unsigned("Yes.\nAnn from Crumb", "Ann from Crumb")).toBe("Yes.");
  expect(unsigned("Yes.", "^AA")).toBe("Yes.");
  expect(initials("魏")).toBe("魏");
});
