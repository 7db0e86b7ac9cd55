import { languageInfo } from "../language-info.js";
import { PROTOCOL_VERSION } from "../messages/index.js";
import type { Handler } from "../session/kernel-context.js";

/** Says what this kernel is and which language it speaks. */
export const kernelInfoRequest: Handler = ({ versions }) => ({
  status: "ok",
  protocol_version: PROTOCOL_VERSION,
  implementation: "tunelab",
  implementation_version: versions.kernel,
  language_info: languageInfo(versions.typescript),
  banner: `tunelab ${versions.kernel}: TypeScript ${versions.typescript} on Node ${process.versions.node}. %help lists the magics.`,
  debugger: true,
  supported_features: ["debugger"],
  help_links: [
    { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
    { text: "Node.js", url: "https://nodejs.org/docs/latest-v20.x/api/" },
  ],
});
