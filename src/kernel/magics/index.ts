export { completeMagics, inspectMagic, type MagicCompletion } from "./complete-magics.js";
export { scanLineStarts } from "./code-scanner.js";
export { MAGICS, findMagic, magicHelp, type Magic } from "./magic-list.js";
export { MAGICS_KEY, awaitsMoreText, translateMagics, type Translation } from "./translate-magics.js";
