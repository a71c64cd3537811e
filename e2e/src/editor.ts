import { expect, type Page } from "@playwright/test";

/**
 * Replaces the editor's text as pasting would. The editor draws after each input; what is put in between may be lost, so the
 * text is put in again until it stands there.
 */
export const replaceText = async (page: Page, text: string): Promise<void> => {
  const editor = page.getByRole("textbox", { name: /^Definition of/ });
  await expect(async () => {
    await editor.focus();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.press("Delete");
    await page.keyboard.insertText(text);
    await expect(editor).toContainText(text.split("\n", 1)[0]?.slice(0, 20) ?? "", { timeout: 1000 });
  }).toPass();
};
