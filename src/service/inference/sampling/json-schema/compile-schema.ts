import { constantsRule } from "./constants.js";
import { areExclusive } from "./exclusive-branches.js";
import {
  choice,
  EMPTY,
  Grammar,
  NOTHING,
  oneOf,
  optional,
  repeat,
  MOST_TIMES,
  sequence,
  text,
  type Rule,
} from "./grammar-rules.js";
import { keyOtherThan } from "./strings/key-other-than.js";
import { mergeSchemas } from "./merge-schemas.js";
import { farLimit, numberRule, type NumberRange } from "./number-grammar.js";
import { resolveReference } from "./resolve-reference.js";
import { checkSchemaSize } from "./schema-size.js";
import { CONSTRAINTS, readSchema, show, typesOf, type JsonType, type Schema } from "./schema-keywords.js";
import { SchemaProblem } from "./schema-problem.js";
import { stringRule } from "./strings/string-rule.js";

/** Schemas inside each other, references followed; more are a reference that goes round with keywords beside it. */
const MOST_LEVELS = 100;

const INT32: Schema = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };

/**
 * Turns a JSON schema into a grammar of which every text is JSON that holds the schema.
 *
 * A grammar may write less than the schema allows: properties come in the schema's order, those that are not named only
 * where `additionalProperties` says so, numbers have at most 16 digits, and an `email` is one of common letters.
 *
 * Throws {@link SchemaProblem} for what is no schema and for what a grammar cannot hold: `not`, `if`, `contains`,
 * `patternProperties`, `uniqueItems`, a `oneOf` whose branches may both hold, and what `docs/service.md` names.
 *
 * @example
 * compileSchema({ type: "integer", minimum: 1, maximum: 5 }).toGbnf(); // 'root ::= r0\nr0 ::= …[1-5]…'
 */
export function compileSchema(schema: unknown): Grammar {
  checkSchemaSize(schema);
  const compiler = new SchemaCompiler(schema);
  compiler.grammar.add(compiler.rule(schema, [], new Set()), "root");
  const pruned = compiler.grammar.pruned();
  if (pruned === undefined) throw new SchemaProblem([], "no value of finite length holds the schema");
  return pruned;
}

class SchemaCompiler {
  readonly grammar = new Grammar();
  readonly #root: unknown;
  readonly #names = new Map<object, string>();
  readonly #space: Rule;
  #any: Rule | undefined;
  #level = 0;

  constructor(root: unknown) {
    this.#root = root;
    // Enough for any indentation, and an end to it: a small model may otherwise write spaces for ever.
    this.#space = this.grammar.add(choice(EMPTY, text(" "), sequence(text("\n"), repeat(oneOf(" \t"), 0, 20))));
  }

  /** @param open schemas that began here and have not yet written a character, so that none may come again */
  rule(value: unknown, path: readonly string[], open: ReadonlySet<object>): Rule {
    const schema = readSchema(value, path);
    if (schema === false) return NOTHING;
    if (!Object.keys(schema).some((keyword) => CONSTRAINTS.has(keyword))) return this.#anyValue();
    if (open.has(schema)) throw new SchemaProblem(path, "the schema refers to itself without anything in between");
    const known = this.#names.get(schema);
    if (known !== undefined) return { kind: "named", name: known };
    if (this.#level >= MOST_LEVELS)
      throw new SchemaProblem(path, `schemas are nested more than ${MOST_LEVELS} levels deep`);
    const name = this.grammar.reserve();
    this.#names.set(schema, name);
    this.#level++;
    this.grammar.rules.set(name, this.#compose(schema, path, new Set([...open, schema])));
    this.#level--;
    return { kind: "named", name };
  }

  #compose(schema: Schema, path: readonly string[], open: ReadonlySet<object>): Rule {
    const { $ref, allOf, anyOf, oneOf: exclusive, const: constant, ...others } = schema;
    let base: Schema = others;
    const beside = Object.keys(base).some((keyword) => CONSTRAINTS.has(keyword));
    const compositions = [$ref, allOf, anyOf, exclusive].filter((given) => given !== undefined).length;
    const hasConstant = Object.hasOwn(schema, "const");
    if (typeof $ref === "string") {
      const target = resolveReference(this.#root, $ref, path);
      if (!beside && compositions === 1 && !hasConstant) return this.rule(target.schema, target.path, open);
      if (open.has(target.schema as object)) {
        throw new SchemaProblem(path, "the schema refers to itself without anything in between");
      }
      base = this.#merged(base, target.schema, target.path);
    }
    if (hasConstant) base = mergeSchemas(base, { enum: [constant] }, path);
    for (const [index, part] of ((allOf ?? []) as unknown[]).entries()) {
      base = this.#merged(base, part, [...path, "allOf", String(index)]);
    }
    for (const [keyword, branches] of [
      ["anyOf", anyOf],
      ["oneOf", exclusive],
    ] as const) {
      if (branches === undefined) continue;
      if (anyOf !== undefined && exclusive !== undefined) {
        throw new SchemaProblem(path, "'oneOf' is not permitted together with 'anyOf'");
      }
      if (Object.hasOwn(base, "anyOf") || Object.hasOwn(base, "oneOf")) {
        throw new SchemaProblem(path, `'${keyword}' is not permitted together with another choice`);
      }
      return this.#branches(keyword, branches as unknown[], base, path, open);
    }
    // What was merged may itself be composed.
    if (["$ref", "allOf", "anyOf", "oneOf", "const"].some((keyword) => Object.hasOwn(base, keyword))) {
      return this.rule(base, path, open);
    }
    return this.#plain(base, path);
  }

  #merged(base: Schema, value: unknown, path: readonly string[]): Schema {
    const schema = readSchema(value, path);
    if (schema === false) return mergeSchemas(base, { enum: [] }, path);
    return mergeSchemas(base, schema, path);
  }

  #branches(
    keyword: "anyOf" | "oneOf",
    branches: readonly unknown[],
    base: Schema,
    path: readonly string[],
    open: ReadonlySet<object>,
  ): Rule {
    if (keyword === "oneOf") {
      const overlap = branches.some((branch, index) =>
        branches.slice(index + 1).some((other) => !areExclusive(this.#root, branch, other)),
      );
      if (overlap) {
        throw new SchemaProblem(
          path,
          "'oneOf' is not permitted where a value may hold two of its schemas; use 'anyOf'",
        );
      }
    }
    const constrained = Object.keys(base).some((one) => CONSTRAINTS.has(one));
    return choice(
      ...branches.map((branch, index) => {
        const at = [...path, keyword, String(index)];
        if (!constrained || branch === false) return this.rule(branch, at, open);
        return this.rule(this.#merged(base, branch, at), at, open);
      }),
    );
  }

  #plain(schema: Schema, path: readonly string[]): Rule {
    if (Array.isArray(schema["enum"])) return constantsRule(schema, path);
    const types = typesOf(schema);
    if (types === undefined) return this.#anyValue();
    const distinct = types.includes("number") ? types.filter((type) => type !== "integer") : types;
    return choice(...[...new Set(distinct)].map((type) => this.#ofType(type, schema, path)));
  }

  #ofType(type: JsonType, schema: Schema, path: readonly string[]): Rule {
    switch (type) {
      case "null":
        return text("null");
      case "boolean":
        return choice(text("true"), text("false"));
      case "string":
        return sequence(text('"'), stringRule(this.grammar, schema, path), text('"'));
      case "integer":
      case "number": {
        const stored = schema["format"] === "int32" ? mergeSchemas(schema, INT32, path) : schema;
        const rule = numberRule(this.grammar, { ...(stored as Partial<NumberRange>), integer: type === "integer" });
        if (rule !== undefined) return rule;
        const far = farLimit(schema);
        if (far !== undefined) {
          throw new SchemaProblem(
            path,
            `'${far}' is not permitted with the value ${show(schema[far])}; numbers of up to 16 digits are written`,
          );
        }
        throw new SchemaProblem(path, `'multipleOf' is not permitted with the value ${show(schema["multipleOf"])}`);
      }
      case "array":
        return this.#array(schema, path);
      case "object":
        return this.#object(schema, path);
    }
  }

  #array(schema: Schema, path: readonly string[]): Rule {
    const { items, prefixItems, additionalItems, minItems = 0, maxItems, uniqueItems } = schema;
    const most = (maxItems as number | undefined) ?? Infinity;
    if (uniqueItems === true && most > 1) throw new SchemaProblem(path, "'uniqueItems' is not permitted");
    // Before draft 2020-12 a list under `items` was what `prefixItems` is now.
    const asList = Array.isArray(items);
    const first = (asList ? items : (prefixItems ?? [])) as readonly unknown[];
    if (!Array.isArray(first)) throw new SchemaProblem(path, `${show(prefixItems)} is not of type 'array'`);
    const firstKey = asList ? "items" : "prefixItems";
    const head = first
      .slice(0, most)
      .map((item, index) => this.rule(item, [...path, firstKey, String(index)], new Set()));
    const restKey = asList ? "additionalItems" : "items";
    const rest = this.rule((asList ? additionalItems : items) ?? {}, [...path, restKey], new Set());
    const comma = sequence(text(","), this.#space);
    for (const [keyword, count] of Object.entries({ minItems, maxItems })) {
      if (typeof count === "number" && count > MOST_TIMES) {
        throw new SchemaProblem(path, `'${keyword}' is not permitted above ${MOST_TIMES}`);
      }
    }
    const least = Math.max(0, (minItems as number) - head.length);
    const further = (fewest: number, mostOf: number): Rule =>
      this.grammar.times(sequence(comma, rest), fewest, mostOf === Infinity ? undefined : mostOf);
    const end = sequence(this.#space, text("]"));
    let inner: Rule;
    if (head.length === 0) {
      const some = most === 0 ? NOTHING : sequence(rest, further(Math.max(0, least - 1), most - 1), end);
      inner = least === 0 ? choice(text("]"), some) : some;
    } else {
      inner = sequence(further(least, most - head.length), end);
      for (let index = head.length - 1; index >= 0; index--) {
        const item = sequence(...(index === 0 ? [] : [comma]), head[index]!, inner);
        const mayEnd = (minItems as number) <= index ? [index === 0 ? text("]") : end] : [];
        inner = this.grammar.add(choice(...mayEnd, item));
      }
    }
    return sequence(text("["), this.#space, inner);
  }

  #object(schema: Schema, path: readonly string[]): Rule {
    const properties = (schema["properties"] ?? {}) as Schema;
    const required = new Set((schema["required"] ?? []) as string[]);
    const further = schema["additionalProperties"];
    const unnamed = [...required].filter((name) => !Object.hasOwn(properties, name));
    const members = [
      ...Object.entries(properties).map(([name, value]) => ({
        name,
        value: this.rule(value, [...path, "properties", name], new Set()),
      })),
      ...unnamed.map((name) => ({
        name,
        value: this.rule(further ?? {}, [...path, "additionalProperties"], new Set()),
      })),
    ];
    const member = (key: Rule, value: Rule): Rule => sequence(key, text(":"), this.#space, value);
    const named = members.map(({ name, value }) => ({
      required: required.has(name),
      rule: member(text(JSON.stringify(name)), value),
    }));
    const others = this.#furtherMembers(
      schema,
      members.map(({ name }) => name),
      path,
    );
    const extra = others === undefined ? undefined : member(others.key, others.value);
    const { minProperties: least = 0, maxProperties: most = Infinity } = schema as Record<string, number>;
    const counted = named.length === 0 && extra !== undefined;
    if (!counted && (least > required.size || most < named.length || (extra !== undefined && most < Infinity))) {
      throw new SchemaProblem(
        path,
        `'${least > required.size ? "minProperties" : "maxProperties"}' is not permitted here`,
      );
    }
    // The same key may be written twice and then counts once.
    if (counted && least > 1) throw new SchemaProblem(path, "'minProperties' is not permitted above 1");
    const comma = sequence(text(","), this.#space);
    const close = text("}");
    const end = sequence(this.#space, close);
    if (counted) {
      const upTo = most === Infinity ? undefined : most - 1;
      const some = most === 0 ? NOTHING : sequence(extra, this.grammar.times(sequence(comma, extra), 0, upTo), end);
      return sequence(text("{"), this.#space, least === 0 ? choice(close, some) : some);
    }
    // From the end: what may follow once something was written, and then what may be the first to be.
    let after: Rule = extra === undefined ? end : sequence(repeat(sequence(comma, extra), 0), end);
    let firsts: Rule[] = [close, ...(extra === undefined ? [] : [sequence(extra, after)])];
    for (const { rule, required: needed } of named.toReversed()) {
      const tail = this.grammar.add(after);
      firsts = needed ? [sequence(rule, tail)] : [...firsts, sequence(rule, tail)];
      const next = sequence(comma, rule);
      after = sequence(needed ? next : optional(next), tail);
    }
    return sequence(text("{"), this.#space, choice(...firsts));
  }

  /** Key and value of the properties that the schema does not name; `undefined` when there shall be none. */
  #furtherMembers(
    schema: Schema,
    names: readonly string[],
    path: readonly string[],
  ): { readonly key: Rule; readonly value: Rule } | undefined {
    const further = schema["additionalProperties"];
    // A model that is given names and nothing about others is not meant to invent some.
    if (further === false || (further === undefined && Object.hasOwn(schema, "properties"))) return undefined;
    if (further === undefined && names.length > 0) return undefined;
    return {
      key: keyOtherThan(this.grammar, names),
      value: this.rule(further ?? {}, [...path, "additionalProperties"], new Set()),
    };
  }

  #anyValue(): Rule {
    if (this.#any !== undefined) return this.#any;
    const name = this.grammar.reserve();
    this.#any = { kind: "named", name };
    const types: JsonType[] = ["object", "array", "string", "number", "boolean", "null"];
    this.grammar.rules.set(name, choice(...types.map((type) => this.#ofType(type, {}, []))));
    return this.#any;
  }
}
