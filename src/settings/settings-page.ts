import { type KnownSetting, type SettingGroup, SETTINGS } from "./settings-table.js";

const TITLES: Readonly<Record<SettingGroup, string>> = {
  azure: "Azure OpenAI",
  openai: "OpenAI, and servers that speak its protocol",
  databricks: "Databricks",
  mlflow: "MLflow",
  huggingface: "Hugging Face",
  tunelab: "tunelab",
  system: "The system's own, and what tunelab sets itself",
};

/**
 * The text of docs/settings.md: every setting by the product that it belongs to.
 *
 * @example
 * await writeFile("docs/settings.md", settingsPage());
 */
export function settingsPage(): string {
  const sections = Object.entries(TITLES).map(([group, title]) => {
    const rows = SETTINGS.filter((setting) => setting.group === group).map(toRow);
    return `## ${title}\n\n| variable | meaning | read from | secret |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n`;
  });
  return `# Settings

Made of the table in \`src/settings\` by \`node scripts/settings-page.mjs\`; edit the table, not this page. \`everywhere\` is
options of a call, the environment, and a \`.env\` file beside the notebook or in the clone, in this order; \`environment\` is the
environment of the process that reads it. Where a \`.env\` file gives the address that is used and a key beside it, that key is sent
there, whatever the environment has. A key beside an address goes to no other server, and what needs
one there says for which server it is set. Secrets are masked wherever they would be shown.

${sections.join("\n")}`;
}

const toRow = ({ name, meaning, from, secret }: KnownSetting): string =>
  `| \`${name}\` | ${meaning.replaceAll("<", "&lt;")} | ${from} | ${secret ? "yes" : ""} |`;
