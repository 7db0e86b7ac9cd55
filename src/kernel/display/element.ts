import type { DisplayBundle } from "../../core/essentials/index.js";
import { cutText } from "./plain-text.js";
import { say } from "../../texts/kernel/index.js";

/**
 * Shows SVG and HTML elements of any document in Node (jsdom, linkedom, d3 over them); `undefined` for any other value.
 *
 * SVG goes as an image, because an untrusted notebook strips `<svg>` in HTML.
 */
export function elementBundle(value: object): DisplayBundle | undefined {
  if (!("outerHTML" in value)) return undefined;
  const { outerHTML } = value as { outerHTML: unknown };
  if (typeof outerHTML !== "string") return undefined;
  if (!/^<svg[\s>]/i.test(outerHTML))
    return { data: { "text/html": outerHTML, "text/plain": cutText(outerHTML, 2_000) } };
  const svg = outerHTML.includes("xmlns=")
    ? outerHTML
    : outerHTML.replace(/^<svg/i, '<svg xmlns="http://www.w3.org/2000/svg"');
  return { data: { "image/svg+xml": svg, "text/plain": `[${say("cells.svg", { n: svg.length })}]` } };
}
