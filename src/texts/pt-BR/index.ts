import type { dictionary as english } from "../en/index.js";
import { display } from "./display.js";

export const dictionary: Readonly<Record<keyof typeof english, string>> = {
  ...display,
};
