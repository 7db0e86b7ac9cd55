export { maskSecret } from "./mask-secret.js";
export { redact, redactValue, type RedactOptions } from "./redact.js";
export { isSecretName, isSecretProperty } from "./secret-names.js";
export { countProviderKeys } from "./secret-shapes.js";
export { begunSecretStart, hasSecretSigns, openSecretStart } from "./secret-signs.js";
export { secretValues } from "./secret-values.js";
export { withoutCodes } from "./terminal-codes.js";
