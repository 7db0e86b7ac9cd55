const ENTITY_TEXT: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', "#39": "'", nbsp: " ", amp: "&" };

/**
 * HTML without its tags, for front ends that show text only.
 *
 * @example
 * withoutTags("<p>a &lt; b</p><p>c</p>"); // "a < b\nc"
 */
export function withoutTags(source: string): string {
  return source
    .replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<(br|\/p|\/div|\/tr|\/li|\/h[1-6])\b[^>]*>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(lt|gt|quot|#39|nbsp|amp);/g, (_, name: string) => ENTITY_TEXT[name]!)
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
