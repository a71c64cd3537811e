import AxeBuilder from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";

/** Expects no violation of WCAG 2.2 AA that axe can find; a failure names the rule and the elements. */
export const expectAccessible = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`)).toEqual(
    [],
  );
};
