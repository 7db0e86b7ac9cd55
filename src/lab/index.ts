export { check, CheckResult, type CheckOptions } from "./check.js";
export { LABS, type LabFacts, type LabName } from "./lab-facts.js";
export { Lab, openLab, type OpenLabOptions } from "./open-lab.js";
export { openPortal, PortalLink, type OpenPortalOptions } from "./open-portal.js";
