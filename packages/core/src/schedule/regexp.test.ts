import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { regexpOf } from "./regexp.ts";

const matches = (pattern: string, text: string): boolean => {
  const compiled = regexpOf(pattern);
  if (!compiled.ok) throw new Error(compiled.rejection);
  return compiled.value(text);
};

const problem = (pattern: string): string => {
  const compiled = regexpOf(pattern);
  return compiled.ok ? "" : compiled.rejection;
};

describe("regular expressions", () => {
  test.each([
    ["", "anything", true],
    ["b+", "abbc", true],
    ["^b+", "abbc", false],
    ["^(web|db)-[0-9]{2}$", "db-07", true],
    ["^(web|db)-[0-9]{2}$", "db-7", false],
    ["^a{2,3}$", "aaaa", false],
    ["^a{2,}$", "aaaa", true],
    ["a{,2}", "a{,2}", true],
    ["^x*?y$", "xxy", true],
    ["(?i)LINUX", "linux", true],
    ["^(?i:a)b$", "Ab", true],
    ["^(?i:a)b$", "AB", false],
    ["a.c", "a\nc", false],
    ["(?s)a.c", "a\nc", true],
    ["(?m)^b$", "a\nb\nc", true],
    ["^[^a-c]$", "d", true],
    ["^[]a]$", "]", true],
    ["^[a\\-z]+$", "z-a", true],
    ["^[[:alpha:][:^digit:]]+$", "a_b", true],
    ["^[\\d\\s]+$", "1 2", true],
    ["^\\D\\W$", "a-", true],
    ["\\bweb\\b", "a web b", true],
    ["\\Bweb", "a web b", false],
    ["^\\x41\\x{1F6A2}$", "A🚢", true],
    ["^.$", "🚢", true],
    ["^(?P<name>a)(?<other>b)$", "ab", true],
    ["\\Aa\\z", "a", true],
    ["^\\.\\*$", ".*", true],
    ["^(a*)*$", "aaa", true],
    ["^(|a)+$", "", true],
    ["x$", "x".repeat(600), false],
  ])("[P22] %s in %j: %s", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  test.each([
    ["(", "missing closing )"],
    [")", "unexpected )"],
    ["[a", "missing ]"],
    ["[z-a]", "invalid character class range"],
    ["*a", "missing argument to repetition operator *"],
    ["a**", "invalid nested repetition operator"],
    ["a{3,2}", "invalid repeat count"],
    ["\\1", "invalid escape sequence \\1"],
    ["\\", "trailing backslash"],
    ["\\xZZ", "invalid escape sequence \\x"],
    ["[[:nothing:]]", "invalid character class [:nothing:]"],
    ["(?=a)", "look-around and this kind of group are not supported"],
    ["(?<!a)b", "look-around and this kind of group are not supported"],
    ["(?P<>a)", "invalid group name"],
    ["(?i", "missing closing )"],
    ["((a{1000}){1000}){1000}", "expression is too large"],
    ["(".repeat(60), "nested too deeply"],
    ["a".repeat(300), "longer than 256 characters"],
  ])("[P22] %s is refused: %s", (pattern, reason) => {
    expect(problem(pattern)).toBe(reason);
  });

  test("[P22] patterns that take others time without end are matched like any other", () => {
    const text = `${"a".repeat(500)}b`;
    for (const pattern of ["^(a+)+$", "^(a|aa)+$", "^(a*)*c", "(x+x+)+y", "^((a{0,5}){0,9})+$", "((?:){1000}){1000}c"])
      expect(matches(pattern, text)).toBe(false);
  });

  const letter = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "\\d", "\\w", "^", "$", "\\b");
  const pattern = fc.letrec<{ readonly any: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      letter,
      fc.tuple(tie("any"), tie("any")).map(([a, b]) => a + b),
      fc.tuple(tie("any"), tie("any")).map(([a, b]) => `(?:${a}|${b})`),
      fc
        .tuple(tie("any"), fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "{0,2}?"))
        .map(([a, times]) => `(?:${a})${times}`),
    ),
  })).any;

  test("[P22] what the built-in expressions match is matched, and nothing else", () => {
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[ab1_ ]{0,8}$/), (source, text) => {
        expect([source, text, matches(source, text)]).toEqual([source, text, new RegExp(source).test(text)]);
      }),
      { numRuns: 1000 },
    );
  });
});
