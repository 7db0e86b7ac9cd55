/** One magic, as completion offers it and `%help` explains it. */
export interface Magic {
  readonly name: string;
  /** How it is written, for example `%cd folder`. */
  readonly usage: string;
  readonly summary: string;
  /** Where it may stand: on a line of its own among code, or as the first line of a cell that it takes whole. */
  readonly place: "line" | "cell" | "line or cell";
  readonly example: string;
}

/** All magics, in the order of `%help`. */
export const MAGICS: readonly Magic[] = [
  {
    name: "sh",
    usage: "%%sh",
    summary: "Runs the rest of the cell in the shell, shows its output as it comes, and its exit status if it fails.",
    place: "cell",
    example: "%%sh\nls -l",
  },
  {
    name: "sql",
    usage: "%%sql [name <<]",
    summary: "Runs the rest of the cell as SQL and shows the result as a table; with `name <<` assigns it instead.",
    place: "cell",
    example: "%%sql totals <<\nSELECT 1 AS one",
  },
  {
    name: "format",
    usage: "%format",
    summary: "Replaces the rest of the cell, which is not run, by the same code as Prettier writes it.",
    place: "cell",
    example: "%format\nconst a=1",
  },
  {
    name: "time",
    usage: "%time statement, %%time",
    summary: "Says how long a statement, or the whole cell, took.",
    place: "line or cell",
    example: "%time await fetch(url)",
  },
  {
    name: "env",
    usage: "%env [NAME | NAME=value]",
    summary: "Lists environment variables, shows one or sets one. Values of secrets are hidden.",
    place: "line",
    example: "%env LOG_LEVEL=debug",
  },
  {
    name: "reveal",
    usage: "%reveal NAME",
    summary:
      "Shows an environment variable with its value, also of a secret, this once. Delete the output before saving.",
    place: "line",
    example: "%reveal AZURE_OPENAI_API_KEY",
  },
  {
    name: "load_env",
    usage: "%load_env file",
    summary: "Sets the environment variables that a .env file lists; values are not shown.",
    place: "line",
    example: "%load_env .env",
  },
  {
    name: "cd",
    usage: "%cd folder",
    summary: "Changes the folder in which cells read and write files. Imports still start in the notebook's folder.",
    place: "line",
    example: "%cd ../data",
  },
  { name: "pwd", usage: "%pwd", summary: "Shows the current folder.", place: "line", example: "%pwd" },
  {
    name: "who",
    usage: "%who",
    summary: "Lists the names that the cells have defined, with the kind of each.",
    place: "line",
    example: "%who",
  },
  {
    name: "reset",
    usage: "%reset",
    summary: "Forgets all names that the cells have defined; the process and loaded modules stay.",
    place: "line",
    example: "%reset",
  },
  {
    name: "npm",
    usage: "%npm install package…",
    summary: "Installs npm packages into node_modules of the notebook's folder, for the notebooks there only.",
    place: "line",
    example: "%npm install lodash",
  },
  {
    name: "pip",
    usage: "%pip install package…",
    summary: "Installs Python packages into tunelab's own Python environment, for %%sh; cells cannot import them.",
    place: "line",
    example: "%pip install pandas",
  },
  {
    name: "help",
    usage: "%help [magic]",
    summary: "Explains the magics, or one of them.",
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
  if (chosen.length === 0) return `There is no magic %${name}. %help lists them all.`;
  return chosen
    .map(
      ({ usage, summary, example }) =>
        `${usage}\n    ${summary}\n    Example: ${example.replace(/\n/g, "\n             ")}`,
    )
    .join("\n\n");
}
