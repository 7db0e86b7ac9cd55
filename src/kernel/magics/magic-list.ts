import { say } from "../../texts/kernel/index.js";

type MagicName =
  | "sh"
  | "sql"
  | "format"
  | "time"
  | "env"
  | "reveal"
  | "load_env"
  | "cd"
  | "pwd"
  | "who"
  | "reset"
  | "npm"
  | "pip"
  | "help";

/** One magic, as completion offers it and `%help` explains it. */
export interface Magic {
  readonly name: MagicName;
  /** How it is written, for example `%cd folder`. */
  readonly usage: string;
  /** What it does. */
  readonly summary: `magics.${MagicName}`;
  /** Where it may stand: on a line of its own among code, or as the first line of a cell that it takes whole. */
  readonly place: "line" | "cell" | "line or cell";
  readonly example: string;
}

/** All magics, in the order of `%help`. */
export const MAGICS: readonly Magic[] = [
  {
    name: "sh",
    usage: "%%sh",
    summary: "magics.sh",
    place: "cell",
    example: "%%sh\nls -l",
  },
  {
    name: "sql",
    usage: "%%sql [name <<]",
    summary: "magics.sql",
    place: "cell",
    example: "%%sql totals <<\nSELECT 1 AS one",
  },
  {
    name: "format",
    usage: "%format",
    summary: "magics.format",
    place: "cell",
    example: "%format\nconst a=1",
  },
  {
    name: "time",
    usage: "%time statement, %%time",
    summary: "magics.time",
    place: "line or cell",
    example: "%time await fetch(url)",
  },
  {
    name: "env",
    usage: "%env [NAME | NAME=value]",
    summary: "magics.env",
    place: "line",
    example: "%env LOG_LEVEL=debug",
  },
  {
    name: "reveal",
    usage: "%reveal NAME",
    summary: "magics.reveal",
    place: "line",
    example: "%reveal AZURE_OPENAI_API_KEY",
  },
  {
    name: "load_env",
    usage: "%load_env file",
    summary: "magics.load_env",
    place: "line",
    example: "%load_env .env",
  },
  {
    name: "cd",
    usage: "%cd folder",
    summary: "magics.cd",
    place: "line",
    example: "%cd ../data",
  },
  { name: "pwd", usage: "%pwd", summary: "magics.pwd", place: "line", example: "%pwd" },
  {
    name: "who",
    usage: "%who",
    summary: "magics.who",
    place: "line",
    example: "%who",
  },
  {
    name: "reset",
    usage: "%reset",
    summary: "magics.reset",
    place: "line",
    example: "%reset",
  },
  {
    name: "npm",
    usage: "%npm install package…",
    summary: "magics.npm",
    place: "line",
    example: "%npm install lodash",
  },
  {
    name: "pip",
    usage: "%pip install package…",
    summary: "magics.pip",
    place: "line",
    example: "%pip install pandas",
  },
  {
    name: "help",
    usage: "%help [magic]",
    summary: "magics.help",
    place: "line",
    example: "%help sql",
  },
];

export const findMagic = (name: string): Magic | undefined => MAGICS.find((magic) => magic.name === name);

/**
 * The help text of all magics or of one.
 *
 * @example
 * magicHelp("pwd"); // "%pwd\n    Shows the current folder.\n    Example: %pwd"
 */
export function magicHelp(name?: string): string {
  const chosen = name === undefined || name === "" ? MAGICS : MAGICS.filter((magic) => magic.name === name);
  if (chosen.length === 0) return `${say("magics.unknown", { name: `%${name}` })} ${say("magics.helpLists")}`;
  return chosen
    .map(
      ({ usage, summary, example }) =>
        `${usage}\n    ${say(summary)}\n    ${say("magics.example", { code: example.replace(/\n/g, "\n             ") })}`,
    )
    .join("\n\n");
}
