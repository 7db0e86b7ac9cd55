export { noteChanges } from "./live/note-changes.js";
export { portalPartOf, withoutRestPrefix } from "./portal-paths.js";
export type { ListMade, MadeByNotebook } from "./made-by-notebooks.js";
export { createPortalServices, type PortalServices } from "./portal-services.js";
export { registerPortal } from "./register-portal.js";
export { recallHosts } from "./session/remembered-hosts.js";
export type { LoadRuns, RunSource } from "./runs/run-source.js";
export { PROOF_HEADER, requireSession } from "./session/session-access.js";
