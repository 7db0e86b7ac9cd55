import { SetupError } from "./setup-error.mjs";

export const MINIMUM_NODE = [20, 19];

/** Throws when this Node is older than tunelab needs. */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  if (major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])) return;
  throw new SetupError(
    `Node ${version} is too old: tunelab needs ${MINIMUM_NODE.join(".")} or newer.`,
    "Install the current LTS release from https://nodejs.org or with your version manager, then run the same command again.",
  );
}
