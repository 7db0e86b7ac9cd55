/** An operation of the OpenAPI document, as far as the page shows it. */
interface Operation {
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly object[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly contentMediaType?: string;
}

/** The OpenAPI document of the service. */
export interface RoutesDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const MANAGEMENT =
  "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.CognitiveServices/accounts/{account}";

/** Sections of the page by what their paths contain; the first that fits takes a route. */
const SECTIONS: readonly (readonly [title: string, paths: RegExp, text?: string])[] = [
  ["Chat and text", /completions$|embeddings$|images|audio/],
  ["Files and uploads", /^\/openai\/(v1\/)?(files|uploads)/],
  ["Fine-tuning jobs", /fine_tuning/],
  ["Models", /^\/openai\/(v1\/)?models/],
  ["Management", /^\/subscriptions/, `\`…\` stands for \`${MANAGEMENT}\`.`],
  [
    "The portal's page",
    /^\/portal|^\/session|^\/$/,
    "The shapes are in `src/portal/api-types/index.ts` and may change with the page.",
  ],
  ["The service itself", /./],
];

/**
 * The page of docs that has a section for every route, made of the service's own OpenAPI document.
 *
 * @example
 * routesPage(await (await fetch(`${url}/openapi.json`)).json()); // "# Routes …"
 */
export function routesPage({ paths }: RoutesDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const sections = SECTIONS.map(([title, , text]) => {
    const own = operations.filter(({ path }) => SECTIONS.find(([, other]) => other.test(path))![0] === title);
    // Both dialects of a route, and others of which the same is said, are told together.
    return [`## ${title}`, ...(text === undefined ? [] : [text]), ...together(own).map(toSection)].join("\n\n");
  });
  return [
    "# Routes of the embedded service",
    "Made of the service's OpenAPI document (`GET /openapi.json`) by `node scripts/routes-page.mjs`; edit `src/service/http/open-api/route-texts.ts` and the schemas of the bodies, not this page. What holds for all routes is in [service.md](service.md).",
    ...sections,
    "",
  ].join("\n\n");
}

interface Route {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

function together(routes: readonly Route[]): Route[][] {
  const groups = new Map<string, Route[]>();
  for (const route of routes) {
    const { summary, description, requestBody } = route.operation;
    const key = JSON.stringify([summary, description, requestBody]);
    groups.set(key, [...(groups.get(key) ?? []), route]);
  }
  return [...groups.values()];
}

function toSection(routes: readonly Route[]): string {
  const { summary, description, requestBody, security } = routes[0]!.operation;
  const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const lines = routes.map(({ method, path }) => `- \`${method} ${path.replace(MANAGEMENT, "…")}\``);
  return [
    `### ${summary}`,
    lines.join("\n"),
    ...(security.length === 0 ? ["Needs no key."] : []),
    ...(description === undefined ? [] : [description]),
    ...(content === undefined ? [] : [membersOf(content.schema, type === "multipart/form-data")]),
  ].join("\n\n");
}

function membersOf({ properties = {}, required = [] }: JsonSchema, isForm: boolean): string {
  const rows = Object.entries(properties).map(([name, schema]) => {
    const needed = required.includes(name) ? " (required)" : "";
    return `| \`${name}\`${needed} | ${typeOf(schema).replaceAll("|", "\\|")} |`;
  });
  return [`| ${isForm ? "field of the form" : "member of the body"} | value |`, "| --- | --- |", ...rows].join("\n");
}

/** A schema in a few words: "number from 0 to 2", "text or list of texts". */
function typeOf(schema: JsonSchema): string {
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) {
    // A null is as if the member were absent.
    const kinds = options.filter(({ type }) => type !== "null").map(typeOf);
    return [...new Set(kinds)].filter((kind) => kind !== "anything").join(" or ") || "anything";
  }
  if (schema.contentMediaType !== undefined) return "file";
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  const types = [schema.type ?? "anything"]
    .flat()
    .filter((type) => type !== "null")
    .map((type) => WORDS[type] ?? type);
  const range = [
    ...(schema.minimum !== undefined && schema.minimum > -LARGE ? [`from ${schema.minimum}`] : []),
    ...(schema.maximum !== undefined && schema.maximum < LARGE ? [`to ${schema.maximum}`] : []),
  ];
  if (schema.items !== undefined) return `list of: ${typeOf(schema.items)}`;
  return [types.join(" or "), ...range].join(" ");
}

/** Limits beyond this are those of the number itself. */
const LARGE = 2 ** 50;

const WORDS: Readonly<Record<string, string>> = { string: "text", integer: "whole number", boolean: "true or false" };
