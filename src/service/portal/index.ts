export { noteChanges } from "./note-changes.js";
export { portalPartOf, withoutRestPrefix } from "./portal-paths.js";
export { createPortalServices, type PortalServices } from "./portal-services.js";
export { registerPortal } from "./register-portal.js";
export { recallHosts } from "./remembered-hosts.js";
export type { LoadRuns, RunSource } from "./run-source.js";
export { PROOF_HEADER, requireSession } from "./session-access.js";
