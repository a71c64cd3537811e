import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Template } from "../model/job-spec.ts";
import { checkTemplate, destinationOf, environmentOf, renderTemplate } from "./template.ts";

const templateOf = (data: string, given: Partial<Template> = {}): Template => ({
  data,
  destination: "local/file",
  env: false,
  perms: "0644",
  leftDelimiter: "{{",
  rightDelimiter: "}}",
  changeMode: "restart",
  changeSignal: "",
  splayMs: 5000,
  errorOnMissingKey: false,
  carried: {},
  ...given,
});

const env = { NAME: "web", EMPTY: "", LIST: "a,b,c", PORT: "8080", JSON: '{"b":[1,2],"a":{"x":true}}' };
const rendered = (data: string, given: Partial<Template> = {}) => renderTemplate(templateOf(data, given), env);
const textOf = (data: string): string => {
  const result = rendered(data);
  if (!result.ok) throw new Error(result.problem);
  return result.text;
};
const problemOf = (data: string, given: Partial<Template> = {}): string => {
  const result = rendered(data, given);
  return result.ok ? `rendered ${JSON.stringify(result.text)}` : result.problem;
};

describe("rendering", () => {
  test.each([
    ["plain text\n", "plain text\n"],
    ['{{ env "NAME" }}:{{ env "NONE" }}.', "web:."],
    ['{{ envOrDefault "EMPTY" "x" }}{{ envOrDefault "NAME" "x" }}', "xweb"],
    ['a {{- /* gone */ -}} b {{ "" -}}   c', "ab c"],
    ['x\n  {{- if env "NAME" }}yes{{ else }}no{{ end -}}\n y', "xyesy"],
    ['{{ if env "EMPTY" }}1{{ else if eq (env "NAME") "db" "web" }}2{{ else }}3{{ end }}', "2"],
    [
      '{{ range $i, $v := env "LIST" | split "," }}{{ if $i }};{{ end }}{{ $i }}={{ $v | toUpper }}{{ end }}',
      "0=A;1=B;2=C",
    ],
    ['{{ range split "," "" }}x{{ else }}none{{ end }}', "none"],
    ['{{ range env "LIST" | split "," }}{{ if eq . "b" }}{{ continue }}{{ end }}{{ . }}{{ end }}', "ac"],
    ['{{ with $x := env "NAME" }}{{ $x }}{{ . }}{{ end }}', "webweb"],
    ['{{ $n := 1 }}{{ range split "," "a,b" }}{{ $n = add $n 1 }}{{ end }}{{ $n }}', "3"],
    ["{{ 5 | subtract 2 }} {{ 10 | divide 4 }} {{ 10 | modulo 4 }} {{ multiply 2 3 }} {{ add 1.5 1 }}", "3 2 2 6 2.5"],
    ['{{ env "PORT" | parseInt | add 1 }} {{ parseBool "t" }} {{ parseFloat "0.5" }}', "8081 true 0.5"],
    ['{{ `raw "q"` }} {{ "tab\\tquote\\"\\u00e9" }}', 'raw "q" tab\tquote"é'],
    [
      '{{ "a b" | toTitle }}|{{ trimSpace "  x " }}|{{ trim "!" "!!42!!" }}|{{ "foobar" | trimPrefix "foo" }}',
      "A B|x|42|bar",
    ],
    [
      '{{ "a-b-c" | replaceAll "-" "." }} {{ split "," "x,y" | join "+" }} {{ split "," "x,y" | contains "y" }}',
      "a.b.c x+y true",
    ],
    ['{{ "grüße" | base64Encode }} {{ "Z3LDvMOfZQ==" | base64Decode }} {{ len "grüße" }}', "Z3LDvMOfZQ== grüße 7"],
    [
      '{{ $j := env "JSON" | parseJSON }}{{ $j.a.x }} {{ index $j.b 1 }} {{ ($j.a).x }} {{ $j }}',
      "true 2 true map[a:map[x:true] b:[1 2]]",
    ],
    [
      '{{ range $k, $v := env "JSON" | parseJSON }}{{ $k }};{{ end }}{{ env "JSON" | parseJSON | toJSON }}',
      'a;b;{"a":{"x":true},"b":[1,2]}',
    ],
    ['{{ and "x" (or "" "y") }} {{ not "" }} {{ or (lt 1 2) (index 1) }}', "y true true"],
    ['{{ printf "%s-%d-%q-%v%%" "a" 5 "b" true }}{{ print 1 "x" }}', 'a-5-"b"-true%1x'],
    ["{{ .missing }}", "<no value>"],
    ["{{ $ }}{{ true }}", "map[]true"],
  ])("[T25] %s", (data, text) => {
    expect(textOf(data)).toBe(text);
  });

  test("[T25] other delimiters leave the usual ones alone", () => {
    expect(rendered('<< env "NAME" >> {{ x }}', { leftDelimiter: "<<", rightDelimiter: ">>" })).toEqual({
      ok: true,
      text: "web {{ x }}",
    });
  });

  test("[T25] text without actions, and any text in quotes, comes out as it went in", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes("{{"));
        expect(textOf(text)).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        const quoted = text
          .toWellFormed()
          .replaceAll(/["\\]/g, String.raw`\$&`)
          .replaceAll("\n", String.raw`\n`);
        expect(textOf(`{{ "${quoted}" }}`)).toBe(text.toWellFormed());
        expect(textOf(`{{ "${quoted}" | base64Encode | base64Decode }}`)).toBe(text.toWellFormed());
      }),
    );
  });

  test("[T25] whatever it is given, it renders or says why not", () => {
    const part = fc.constantFrom(
      "{{",
      "}}",
      "{{-",
      " -}}",
      "if ",
      "else ",
      "end ",
      "range ",
      "with ",
      "$x ",
      ":=",
      "= ",
      "| ",
      "(",
      ")",
      ".a",
      ". ",
      '"s" ',
      "`",
      '"',
      "1 ",
      "env ",
      "split ",
      "/*",
      "*/",
      "text",
      "\n",
      "and ",
      "index ",
      "printf ",
      "__proto__ ",
      "constructor ",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 25 }), (parts) => {
        const result = rendered(parts.join(""));
        expect(typeof (result.ok ? result.text : result.problem)).toBe("string");
      }),
      { numRuns: 3000 },
    );
  });
});

describe("what cannot be rendered", () => {
  test.each([
    ['{{ key "a" }}', 'The function "key" asks Consul, which is not connected'],
    ['{{ with secret "a" }}{{ end }}', 'The function "secret" asks Vault, which is not connected'],
    ['{{ nomadVar "a" }}', 'The function "nomadVar" asks for services or variables, which are not kept here'],
    ["{{ timestamp }}", 'The function "timestamp" is refused: the same template must always give the same text'],
    ['{{ constructor "a" }}', 'The function "constructor" is not known here'],
    ['{{ define "x" }}', '"define" is not known here: a template is one text'],
    ["a\n{{ if }}", "It cannot be read: line 2: a value is missing"],
    ["{{ if true }}", "It cannot be read: line 1: if is not closed by end"],
    ["{{ end }}", "It cannot be read: an end or else belongs to nothing"],
    ["x {{ 1", "It cannot be read: line 1: an action is not closed"],
    ["{{ ~ }}", 'It cannot be read: line 1: "~ }}" is not understood'],
    ['{{ "a" "b" }}', "It cannot be read: line 1: what is no function was given arguments"],
  ])("[T26] %s is named", (data, problem) => {
    expect(checkTemplate(templateOf(data))).toContain(problem);
  });

  test("[T26] every refused function is named once, together with what else is wrong", () => {
    expect(
      checkTemplate(templateOf('{{ key "a" }}{{ key "b" }}{{ secret "c" }}', { destination: "../x", perms: "rw" })),
    ).toEqual([
      'The destination "../x" is not below local/ or secrets/',
      '"rw" is no file mode such as 0644',
      'The function "key" asks Consul, which is not connected',
      'The function "secret" asks Vault, which is not connected',
    ]);
    expect(checkTemplate(templateOf('{{ env "A" }}', { destination: "secrets/a/b.env", perms: "" }))).toEqual([]);
  });

  test("[T26] a fault while rendering is told, and so is what would never end", () => {
    expect(problemOf('{{ mustEnv "NONE" }}')).toBe("NONE is not set");
    expect(problemOf('{{ env "NAME" | parseInt }}')).toBe('parseInt: "web" is no such number');
    expect(problemOf("{{ .a }}", { errorOnMissingKey: true })).toBe("there is no a");
    expect(problemOf("{{ divide 0 1 }}")).toBe("divide has no result here");
    expect(problemOf("{{ env }}")).toBe("env was given 0 arguments instead of 1");
    const long = `{{ $l := split "" "${"x".repeat(2000)}" }}{{ range $l }}{{ range $l }}{{ range $l }}x{{ end }}{{ end }}{{ end }}`;
    expect(problemOf(long)).toMatch(/takes too long|more than 4 MiB/);
    expect(problemOf("{{ (".repeat(500))).toContain("not");
    expect(problemOf(`{{ ${"(".repeat(500)}1${")".repeat(500)} }}`)).toContain("too deeply");
  });
});

describe("where it goes", () => {
  test("[T27] a destination lies below the task's local/ or secrets/", () => {
    expect(destinationOf("local/a/b.conf")).toBe("local/a/b.conf");
    expect(destinationOf("${NOMAD_TASK_DIR}/a.conf")).toBe("local/a.conf");
    expect(destinationOf("${NOMAD_SECRETS_DIR}/a/./b")).toBe("secrets/a/b");
    for (const bad of [
      "/etc/passwd",
      "local",
      "local/",
      "../x",
      "local/../../x",
      "tmp/x",
      "alloc/x",
      "${NOMAD_ALLOC_DIR}/x",
      "local/a\0",
    ])
      expect(destinationOf(bad)).toBeUndefined();
  });

  test("[T27] an environment is read as shells read it", () => {
    const text = [
      "# comment",
      "",
      "A=1",
      "export B = two words # why",
      `C="x\\ny # \\"z\\""`,
      "D='$A'",
      "E=",
      "F=a#b",
    ].join("\n");
    expect(environmentOf(text)).toEqual({
      ok: true,
      env: { A: "1", B: "two words", C: 'x\ny # "z"', D: "$A", E: "", F: "a#b" },
    });
    expect(environmentOf("A=1\noops")).toEqual({
      ok: false,
      problem: "line 2 of the rendered environment is no KEY=value",
    });
  });
});
