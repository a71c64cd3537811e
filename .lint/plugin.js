/**
 * The house rules that no stock rule expresses. `pure` holds packages/core to synchronous functions of their arguments;
 * `one-client` keeps the web app's network traffic in apps/web/src/api; `function-lines` is the cap on a function's
 * size.
 */
const fromSelectors = (banned) => ({
  create: (context) =>
    Object.fromEntries(banned.map(([selector, message]) => [selector, (node) => context.report({ node, message })])),
});

const network = "the network is reached through apps/web/src/api only";

const maxFunctionLines = 60;

/** Lines that hold code: neither blank nor only a comment. */
const codeLines = (text) => text.split("\n").filter((line) => !/^\s*($|\/\/|\/\*|\*)/.test(line)).length;

/**
 * A function's own lines: those of a function inside it are that function's, all but the one it begins on. So a closure
 * that returns several small functions is measured by its parts, as a class would be.
 */
const functionLines = {
  create: (context) => {
    const open = [];
    return {
      ":function": () => open.push(0),
      ":function:exit": (node) => {
        const total = codeLines(context.sourceCode.getText(node));
        const own = total - open.pop();
        if (open.length > 0) open.push(open.pop() + total - 1);
        if (own > maxFunctionLines) context.report({ node, message: `${own} lines, at most ${maxFunctionLines}` });
      },
    };
  },
};

export default {
  meta: { name: "house" },
  rules: {
    "function-lines": functionLines,
    pure: fromSelectors([
      ["NewExpression[callee.name='Date'][arguments.length=0]", "core takes `now`"],
      ["CallExpression[callee.name='Date']", "core takes `now`"],
      [":function[async=true]", "core is synchronous"],
      ["ThrowStatement > NewExpression[callee.name='Error']", "return a rejection, or call invariant()"],
    ]),
    "one-client": fromSelectors([
      ["CallExpression[callee.name='fetch']", network],
      ["CallExpression[callee.property.name='fetch'][callee.object.name=/^(window|globalThis|self)$/]", network],
      ["NewExpression[callee.name=/^(EventSource|WebSocket|XMLHttpRequest)$/]", network],
      ["CallExpression[callee.property.name='sendBeacon']", network],
    ]),
  },
};
