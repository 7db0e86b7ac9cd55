import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { renderTemplate } from "../../src/prompts/render/render-template.js";

interface CorpusCase {
  readonly name: string;
  readonly template: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** What Jinja2 3.1.6 renders with `trim_blocks` and `lstrip_blocks`, as prompty sets them. */
  readonly text: string;
}

/** Made by `jinja-corpus.py` beside it, with Python 3.11.7 and Jinja2 3.1.6. */
const { cases } = JSON.parse(
  await readFile(new URL("../fixtures/prompts/jinja-corpus.json", import.meta.url), "utf8"),
) as { cases: readonly CorpusCase[] };

const source = { path: "corpus.prompty", name: "corpus" } as never;

describe("what cannot be rendered as Jinja2 renders it", () => {
  it.each([
    ["{{ 2 ** 63 }}", "2 ** 63 is a whole number beyond 2^53, which is not computed"],
    ["{{ 9007199254740993 }}", "9007199254740993 is a whole number beyond 2^53, which is not computed"],
    ["{{ 9007199254740991 + 1 }}", "9007199254740991 + 1 is a whole number beyond 2^53, which is not computed"],
    [
      "{{ [1, 2] | random }}",
      "the filter random is not supported: a prompt must be the same each time; choose before, and pass the choice",
    ],
    ["{% with a = 1 %}{{ a }}{% endwith %}", "Unknown statement type: with"],
    ["{{ '5%5d' % 3 }}", 'the text "5%5d" has a form of % that is not supported'],
    ["{{ 'a' + 1 }}", "a text and 1 cannot be added; write ~ to join them"],
    ["{{ 5 % 0 }}", "5 % 0 is a division by zero"],
    ["{{ [1, 2] | map('nothing') | list }}", "Unknown NumericValue filter: nothing"],
    ["{{ 3 is divisibleby n }}", "the test divisibleby needs what it compares with in parentheses"],
    ["{{ [3, 'a'] | sum }}", "sum cannot add a"],
    ["{{ 1_000 }}", "1_000 is no number in a form that is supported; write it in decimal digits"],
    ["{{ 0x10 }}", "0x10 is no number in a form that is supported; write it in decimal digits"],
    ["{{ 1e-99 }}", "the number 1e-99 is not supported"],
    ["{{ dict(5) }}", "dict cannot read 5"],
    ["{{ 'a'.format(1) }}", "text.format() is no function or method that is supported"],
    [
      "{% for a in [1] %}{{ loop.cycle('x', 'y') }}{% endfor %}",
      "loop.cycle() is no function or method that is supported",
    ],
    ["{% for a in [1] recursive %}{{ a }}{% endfor %}", "a recursive loop is not supported"],
    ["{{ 1 is sameas(1) }}", "Unknown test: sameas"],
    ["{{ '0x1f' | int(base=16) }}", "int is for decimal digits here, not for the base 16"],
    ["{{ '101' | int(0, 2) }}", "int is for decimal digits here, not for the base 2"],
    [
      "{{ 'xxa'.lstrip('x') }}",
      "lstrip takes white space away here, and no characters that are named; write a replace",
    ],
    [
      "{{ [1] | map('abs') }}",
      "what the filter map gives is printed, which is no list in Python; write | list after it",
    ],
    ["{{ [[1] | select('odd')] }}", "what the filter select gives is printed"],
    ["{{ {'a': 1} | items }}", "what the filter items gives is printed"],
    ["{{ [1] | reverse | length }}", "length is not for what the filter reverse gives, which is no list in Python"],
    ["{{ [1] | unique | last }}", "last is not for what the filter unique gives, which is no list in Python"],
    ["{{ range(3) | tojson }}", "tojson is not for range(0, 3), which is no list in Python; write | list before it"],
    ["{{ {'a': 1}.keys() | tojson }}", "tojson is not for dict_keys(['a']), which is no list in Python"],
    ["{{ ','.join([1]) }}", "the method join of a text takes texts, not 1; the filter join takes anything"],
    ["{{ ','.join(1) }}", "the method join of a text takes one list of texts"],
    ["{{ [1].append(2) }}", "append() would change a list, which no template does here; make a new one: list + [item]"],
    ["{{ '%s' | format(1, a=2) }}", "format takes values by place or by name, not both"],
    ["{{ [1, 'a'] | max }}", "a and 1 cannot be put in order"],
    ["{{ [{'a': 1}, {}] | groupby('a') }}", "cannot be put in order"],
    ["{{ [1] | groupby }}", "groupby needs an attribute"],
    ["{{ range }}", "a function is printed, which Python shows by its place in memory; call it with ()"],
  ])("is refused with file, line and form: %s", (form, message) => {
    const template = { source, template: `Hi\n${form}`, firstLine: 1, trimBlocks: true };
    const render = () => renderTemplate(template, { n: 3 });
    expect(render).toThrow(expect.objectContaining({ code: "prompty_template_error" }));
    expect(render).toThrow(message);
    expect(render).toThrow(/^corpus:2: /);
  });
});

describe("loop outside a loop", () => {
  it.each(["{{ loop }}", "{% for a in [1] %}{{ a }}{% endfor %}{{ loop.index }}", "{% for a in loop %}{% endfor %}"])(
    "is a name without a value, told with its line: %s",
    (form) => {
      const template = { source, template: `Hi\n${form}`, firstLine: 1, trimBlocks: true };
      expect(() => renderTemplate(template, {})).toThrow(/^corpus:2: the template uses loop, which has no value/);
    },
  );
});

describe("templates in forms that prompts use", () => {
  it.each(cases.map((entry) => [entry.name, entry] as const))("render as Jinja2 renders them: %s", (_, entry) => {
    const template = { source, template: entry.template, firstLine: 1, trimBlocks: true };
    expect(renderTemplate(template, entry.values)).toBe(entry.text);
  });
});
