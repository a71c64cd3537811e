/**
 * The house rules that no stock rule expresses, as selectors. `pure` holds packages/core to synchronous functions of
 * their arguments; `one-client` keeps the web app's network traffic in apps/web/src/api.
 */
const fromSelectors = (banned) => ({
  create: (context) =>
    Object.fromEntries(banned.map(([selector, message]) => [selector, (node) => context.report({ node, message })])),
});

const network = "the network is reached through apps/web/src/api only";

export default {
  meta: { name: "house" },
  rules: {
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
