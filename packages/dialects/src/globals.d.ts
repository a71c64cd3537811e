/**
 * What every JavaScript host has and the language's own library does not describe. A dialect needs no more of its host:
 * no clock, no files, no sockets. https://tc39.es/proposal-json-parse-with-source/ https://encoding.spec.whatwg.org
 */
interface URLSearchParams extends Iterable<[string, string]> {
  get(name: string): string | null;
  has(name: string): boolean;
  getAll(name: string): string[];
}
declare const URLSearchParams: { new (init?: string | Record<string, string>): URLSearchParams };

interface TextEncoder {
  encode(text: string): Uint8Array;
}
declare const TextEncoder: { new (): TextEncoder };

interface TextDecoder {
  decode(bytes: Uint8Array): string;
}
declare const TextDecoder: { new (label?: string, options?: { fatal?: boolean }): TextDecoder };

declare function btoa(binary: string): string;
declare function atob(base64: string): string;

interface RawJson {
  readonly rawJSON: string;
}
interface JSON {
  rawJSON(text: string): RawJson;
}
