/** Of a few kilobytes; far more than some ten thousand bytes would be more arguments than a call may have. */
export const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
