import { refusalOf } from "./functions.ts";
import { lex, type Delimiters, type Piece, type Token } from "./lex.ts";
import { fault, TemplateFault, type Value } from "./value.ts";

export type Operand =
  | { readonly type: "constant"; readonly value: Value }
  | { readonly type: "dot" }
  | { readonly type: "variable"; readonly name: string }
  | { readonly type: "call"; readonly name: string }
  | { readonly type: "pipe"; readonly pipe: Pipe }
  | { readonly type: "fields"; readonly of: Operand; readonly names: readonly string[] };

/** A function and its arguments, or one value. */
export type Step = readonly [Operand, ...Operand[]];
export type Pipe = readonly [Step, ...Step[]];

export type Node =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "output"; readonly pipe: Pipe }
  | { readonly type: "set"; readonly name: string; readonly isNew: boolean; readonly pipe: Pipe }
  | Block
  | { readonly type: "leave"; readonly how: "break" | "continue" };

export type Block = {
  readonly type: "if" | "range" | "with";
  /** The variables that the pipe's value is given to. */
  readonly names: readonly string[];
  readonly pipe: Pipe;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
};

export type Template = { readonly nodes: readonly Node[]; readonly problems: readonly string[] };

/** A nesting that no template written by hand reaches. */
const deepest = 100;

type Reader = { readonly tokens: readonly Token[]; at: number; readonly problems: string[]; depth: number };

const isMark = (token: Token | undefined, mark: string): boolean => token?.type === "mark" && token.mark === mark;
const isWord = (token: Token | undefined, name: string): boolean => token?.type === "word" && token.name === name;

const constants: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["true", true],
  ["false", false],
  ["nil", null],
]);

const readWord = (reader: Reader, name: string): Operand => {
  const constant = constants.get(name);
  if (constant !== undefined) return { type: "constant", value: constant };
  const refusal = refusalOf(name);
  if (refusal !== undefined) reader.problems.push(refusal);
  return { type: "call", name };
};

const readGroup = (reader: Reader): Operand => {
  reader.depth += 1;
  if (reader.depth > deepest) return fault("parentheses are nested too deeply");
  const pipe = readPipe(reader);
  if (!isMark(reader.tokens[reader.at], ")")) return fault("a parenthesis is not closed");
  reader.at += 1;
  reader.depth -= 1;
  return { type: "pipe", pipe };
};

const readPlain = (reader: Reader): Operand | undefined => {
  const token = reader.tokens[reader.at];
  if (token === undefined || (token.type === "mark" && token.mark !== "(")) return undefined;
  reader.at += 1;
  switch (token.type) {
    case "string":
    case "number":
      return { type: "constant", value: token.value };
    case "word":
      return readWord(reader, token.name);
    case "variable":
      return { type: "variable", name: token.name };
    case "fields":
      return token.names.length === 0 ? { type: "dot" } : { type: "fields", of: { type: "dot" }, names: token.names };
    case "mark":
      return readGroup(reader);
  }
};

const readOperand = (reader: Reader): Operand | undefined => {
  const plain = readPlain(reader);
  const next = reader.tokens[reader.at];
  if (plain === undefined || next?.type !== "fields" || !next.isAttached || next.names.length === 0) return plain;
  reader.at += 1;
  return { type: "fields", of: plain, names: next.names };
};

const readStep = (reader: Reader): Step => {
  const operands: Operand[] = [];
  for (let one = readOperand(reader); one !== undefined; one = readOperand(reader)) operands.push(one);
  const [first, ...rest] = operands;
  if (first === undefined) return fault("a value is missing");
  if (rest.length > 0 && first.type !== "call") return fault("what is no function was given arguments");
  return [first, ...rest];
};

const readPipe = (reader: Reader): Pipe => {
  const steps: [Step, ...Step[]] = [readStep(reader)];
  while (isMark(reader.tokens[reader.at], "|")) {
    reader.at += 1;
    const step = readStep(reader);
    if (step[0].type !== "call") return fault("only a function can be piped into");
    steps.push(step);
  }
  return steps;
};

/** `$a :=`, `$a =` or `$i, $a :=` before a pipe. */
const readNames = (reader: Reader): { readonly names: readonly string[]; readonly isNew: boolean } => {
  const start = reader.at;
  const names: string[] = [];
  for (let token = reader.tokens[reader.at]; token?.type === "variable"; token = reader.tokens[reader.at]) {
    names.push(token.name);
    reader.at += 1;
    if (!isMark(reader.tokens[reader.at], ",")) break;
    reader.at += 1;
  }
  const mark = reader.tokens[reader.at];
  if (names.length > 0 && (isMark(mark, ":=") || isMark(mark, "="))) {
    reader.at += 1;
    return { names, isNew: isMark(mark, ":=") };
  }
  reader.at = start;
  return { names: [], isNew: false };
};

const finish = (reader: Reader): void => {
  if (reader.at < reader.tokens.length) fault("there is more than was expected");
};

type Cursor = { readonly pieces: readonly Piece[]; at: number; readonly problems: string[]; depth: number };

const readerOf = (cursor: Cursor, tokens: readonly Token[]): Reader => ({
  tokens,
  at: 0,
  problems: cursor.problems,
  depth: 0,
});

const readSimple = (cursor: Cursor, tokens: readonly Token[]): Node => {
  const reader = readerOf(cursor, tokens);
  const { names, isNew } = readNames(reader);
  const pipe = readPipe(reader);
  finish(reader);
  const [name, ...others] = names;
  if (others.length > 0) return fault("only range has two variables");
  return name === undefined ? { type: "output", pipe } : { type: "set", name, isNew, pipe };
};

const readBlock = (cursor: Cursor, type: Block["type"], tokens: readonly Token[]): Block => {
  const reader = readerOf(cursor, tokens);
  const { names } = readNames(reader);
  const pipe = readPipe(reader);
  finish(reader);
  if (names.length > (type === "range" ? 2 : 1)) return fault(`${type} has too many variables`);
  cursor.depth += 1;
  if (cursor.depth > deepest) return fault("blocks are nested too deeply");
  const body = readNodes(cursor);
  const closing = cursor.pieces[cursor.at];
  const word = closing?.type === "action" ? closing.tokens : [];
  let otherwise: readonly Node[] = [];
  if (isWord(word[0], "else")) {
    cursor.at += 1;
    const [, kind, ...rest] = word;
    if (kind?.type === "word" && kind.name === type && type !== "range") {
      otherwise = [readBlock(cursor, type, rest)];
      cursor.depth -= 1;
      return { type, names, pipe, body, otherwise };
    }
    if (kind !== undefined) return fault("else is followed by something it cannot be followed by");
    otherwise = readNodes(cursor);
  }
  const end = cursor.pieces[cursor.at];
  if (end?.type !== "action" || !isWord(end.tokens[0], "end") || end.tokens.length > 1)
    return fault(`${type} is not closed by end`);
  cursor.at += 1;
  cursor.depth -= 1;
  return { type, names, pipe, body, otherwise };
};

const readAction = (cursor: Cursor, tokens: readonly Token[]): Node | undefined => {
  const [first, ...rest] = tokens;
  if (first === undefined) return fault("an action is empty");
  if (first.type !== "word") return readSimple(cursor, tokens);
  switch (first.name) {
    case "if":
    case "range":
    case "with":
      return readBlock(cursor, first.name, rest);
    case "break":
    case "continue":
      return { type: "leave", how: first.name };
    case "define":
    case "template":
    case "block":
      cursor.problems.push(`"${first.name}" is not known here: a template is one text`);
      return undefined;
    default:
      return readSimple(cursor, tokens);
  }
};

/** Up to an `else` or `end` that is not theirs. */
const readNodes = (cursor: Cursor): readonly Node[] => {
  const nodes: Node[] = [];
  for (let piece = cursor.pieces[cursor.at]; piece !== undefined; piece = cursor.pieces[cursor.at]) {
    if (piece.type === "text") {
      nodes.push(piece);
      cursor.at += 1;
      continue;
    }
    if (isWord(piece.tokens[0], "else") || isWord(piece.tokens[0], "end")) return nodes;
    cursor.at += 1;
    try {
      const node = readAction(cursor, piece.tokens);
      if (node !== undefined) nodes.push(node);
    } catch (problem) {
      if (!(problem instanceof TemplateFault) || problem.message.startsWith("line ")) throw problem;
      throw new TemplateFault(`line ${String(piece.line)}: ${problem.message}`);
    }
  }
  return nodes;
};

/** Throws what makes it no template at all; names in `problems` what it asks for that there is not. */
export const parseTemplate = (text: string, delimiters: Delimiters): Template => {
  const cursor: Cursor = { pieces: lex(text, delimiters), at: 0, problems: [], depth: 0 };
  const nodes = readNodes(cursor);
  if (cursor.at < cursor.pieces.length) fault("an end or else belongs to nothing");
  return { nodes, problems: [...new Set(cursor.problems)] };
};
