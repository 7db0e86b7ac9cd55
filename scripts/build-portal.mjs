import { build } from "vite";
import { ROOT } from "./setup/paths.mjs";

/**
 * Builds the portal's pages into `dist/portal`. Addresses are relative, because the service may stand below a path that
 * it does not know; nothing is inlined, because the page's policy forbids it.
 *
 * @param {string} [outDir] folder that is emptied and written; tests build into folders of their own
 */
export async function buildPortal(outDir = `${ROOT}/dist/portal`) {
  await build({
    configFile: false,
    root: `${ROOT}/src/portal`,
    base: "./",
    logLevel: "warn",
    build: {
      outDir,
      emptyOutDir: true,
      assetsDir: "portal/assets",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: "es2022",
      reportCompressedSize: false,
      // The texts of notebooks share a room with what the pages use of it; unused, they stay out.
      rollupOptions: { treeshake: { moduleSideEffects: (id) => !id.includes("/src/texts/") } },
    },
  });
}
