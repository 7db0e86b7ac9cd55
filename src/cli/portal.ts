import { parseArgs } from "node:util";
import { ensureEmbeddedService, portalLink } from "../client/index.js";
import { chooseLanguage } from "./jupyter/notebook-choice.js";
import { openBrowser } from "./jupyter/open-browser.js";

const HELP = `tunelab portal [--no-browser] [--page <route>] [--language <tag>] [--host <name>] [--data-dir <folder>]

Prints a link to the portal of the embedded service, which it starts when it does not run, and opens it in the browser.
The link works once, within ten minutes; after that the browser stays signed in.

  --no-browser    prints the link only
  --page <route>  page to open, such as /jobs or /runs
  --language <tag>
                  en, pt-BR or fr (TUNELAB_LANGUAGE, else the browser's own), unless one was chosen in the page
  --host <name>   public name of a hub or proxy in front of the service, which is let in from now on
  --data-dir <folder>
                  folder of the service (TUNELAB_DATA_DIR, .tunelab/data), as \`serve\` takes it`;

/** Runs `tunelab portal`; the service goes on after it. */
export async function portal(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      "no-browser": { type: "boolean" },
      page: { type: "string" },
      language: { type: "string" },
      host: { type: "string" },
      "data-dir": { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const { page, host } = values;
  const language = values.language === undefined ? undefined : chooseLanguage(values.language);
  const service = await ensureEmbeddedService({ dataDirectory: values["data-dir"] });
  const link = await portalLink(service, {
    page,
    host,
    language,
  });
  const opened = values["no-browser"] !== true && (await openBrowser(link));
  console.log(`\nThe portal${opened ? ", opened in the browser" : ""}:\n\n    ${link}\n`);
  return 0;
}
