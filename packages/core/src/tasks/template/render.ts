import { functionOf, isLazy, refusalOf, type Environment } from "./functions.ts";
import type { Block, Node, Operand, Pipe, Step } from "./parse.ts";
import { entriesOf, fault, isTrue, memberOf, textOf, type Value } from "./value.ts";

/** A template works on what its job says and the task's environment: neither is large, so neither is this. */
const mostSteps = 200_000;
const mostCharacters = 4 * 1024 * 1024;

type Variables = { readonly name: string; value: Value; readonly outer: Variables | null };

type Rendering = {
  readonly env: Environment;
  /** A missing member is a fault rather than `<no value>`. */
  readonly isStrict: boolean;
  readonly out: string[];
  characters: number;
  steps: number;
};

type Scope = { readonly dot: Value; variables: Variables | null };

const find = (scope: Scope, name: string): Variables => {
  for (let one = scope.variables; one !== null; one = one.outer) if (one.name === name) return one;
  return fault(`the variable $${name} is not defined`);
};

const declare = (scope: Scope, name: string, value: Value): void => {
  scope.variables = { name, value, outer: scope.variables };
};

const write = (rendering: Rendering, text: string): void => {
  rendering.characters += text.length;
  if (rendering.characters > mostCharacters) fault("it renders to more than 4 MiB");
  rendering.out.push(text);
};

const fieldsOf = (rendering: Rendering, of: Value, names: readonly string[]): Value =>
  names.reduce<Value>((value, name) => {
    const member = value === null ? undefined : memberOf(value, name);
    if (member === undefined && rendering.isStrict) fault(`there is no ${name}`);
    return member ?? null;
  }, of);

const valueOf = (rendering: Rendering, scope: Scope, operand: Operand): Value => {
  switch (operand.type) {
    case "constant":
      return operand.value;
    case "dot":
      return scope.dot;
    case "variable":
      return find(scope, operand.name).value;
    case "pipe":
      return evaluate(rendering, scope, operand.pipe);
    case "fields":
      return fieldsOf(rendering, valueOf(rendering, scope, operand.of), operand.names);
    case "call":
      return call(rendering, operand.name, []);
  }
};

const call = (rendering: Rendering, name: string, args: readonly Value[]): Value => {
  const found = functionOf(name);
  if (found === undefined) return fault(refusalOf(name) ?? `"${name}" needs arguments`);
  if (args.length < found.least || args.length > found.most)
    return fault(`${name} was given ${String(args.length)} arguments instead of ${String(found.least)}`);
  return found.run(args, rendering.env);
};

/** The first that decides, as in Go: the others are not looked at. */
const lazily = (name: string, args: readonly (() => Value)[]): Value => {
  let last: Value = null;
  for (const arg of args) {
    last = arg();
    if (isTrue(last) === (name === "or")) return last;
  }
  return args.length === 0 ? fault(`${name} needs arguments`) : last;
};

const evaluateStep = (
  rendering: Rendering,
  scope: Scope,
  { step: [first, ...rest], piped }: { readonly step: Step; readonly piped: Value | undefined },
): Value => {
  rendering.steps += 1;
  if (rendering.steps > mostSteps) fault("it takes too long to render");
  if (first.type !== "call") return valueOf(rendering, scope, first);
  const args = rest.map((operand) => () => valueOf(rendering, scope, operand));
  if (piped !== undefined) args.push(() => piped);
  return isLazy(first.name)
    ? lazily(first.name, args)
    : call(
        rendering,
        first.name,
        args.map((arg) => arg()),
      );
};

const evaluate = (rendering: Rendering, scope: Scope, pipe: Pipe): Value => {
  let value: Value | undefined;
  for (const step of pipe) value = evaluateStep(rendering, scope, { step, piped: value });
  return value ?? null;
};

type Left = "break" | "continue" | undefined;

const renderRange = (rendering: Rendering, scope: Scope, block: Block): Left => {
  const entries = entriesOf(evaluate(rendering, scope, block.pipe));
  if (entries.length === 0) return renderNodes(rendering, { ...scope }, block.otherwise);
  const [first, second] = block.names;
  for (const [key, value] of entries) {
    const inner: Scope = { dot: value, variables: scope.variables };
    if (first !== undefined) declare(inner, first, second === undefined ? value : key);
    if (second !== undefined) declare(inner, second, value);
    rendering.steps += 1;
    if (renderNodes(rendering, inner, block.body) === "break") break;
  }
  return undefined;
};

const renderBlock = (rendering: Rendering, scope: Scope, block: Block): Left => {
  if (block.type === "range") return renderRange(rendering, scope, block);
  const inner: Scope = { ...scope };
  const value = evaluate(rendering, inner, block.pipe);
  const [name] = block.names;
  if (name !== undefined) declare(inner, name, value);
  if (!isTrue(value)) return renderNodes(rendering, inner, block.otherwise);
  return renderNodes(rendering, block.type === "with" ? { ...inner, dot: value } : inner, block.body);
};

const renderNode = (rendering: Rendering, scope: Scope, node: Node): Left => {
  switch (node.type) {
    case "text":
      write(rendering, node.text);
      return undefined;
    case "output":
      write(rendering, textOf(evaluate(rendering, scope, node.pipe)));
      return undefined;
    case "set": {
      const value = evaluate(rendering, scope, node.pipe);
      if (node.isNew) declare(scope, node.name, value);
      else find(scope, node.name).value = value;
      return undefined;
    }
    case "leave":
      return node.how;
    default:
      return renderBlock(rendering, scope, node);
  }
};

const renderNodes = (rendering: Rendering, scope: Scope, nodes: readonly Node[]): Left => {
  for (const node of nodes) {
    const left = renderNode(rendering, scope, node);
    if (left !== undefined) return left;
  }
  return undefined;
};

export const renderNodesWith = (
  nodes: readonly Node[],
  by: { readonly env: Environment; readonly isStrict: boolean },
): string => {
  const rendering: Rendering = { ...by, out: [], characters: 0, steps: 0 };
  const dot = new Map<string, Value>();
  renderNodes(rendering, { dot, variables: { name: "", value: dot, outer: null } }, nodes);
  return rendering.out.join("");
};
