import type { Dictionary } from "../en/index.js";
import { common } from "./common.js";

export const dictionary: Dictionary = { ...common };
