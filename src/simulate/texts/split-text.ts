const LONGEST_PART = 20_000;

/**
 * Cuts a long text into parts of at most about 20,000 characters at paragraphs, spread over the whole text.
 *
 * @param most parts wanted at most; the ones in between are left out evenly
 * @example
 * splitText("short", 5); // ["short"]
 */
export function splitText(text: string, most: number): string[] {
  if (text.length <= LONGEST_PART) return [text];
  const parts: string[] = [];
  let rest = text;
  while (rest.length > LONGEST_PART) {
    const window = rest.slice(0, LONGEST_PART);
    const at = [window.lastIndexOf("\n\n"), window.lastIndexOf("\n"), window.lastIndexOf(". ") + 1].find(
      (position) => position > LONGEST_PART / 2,
    );
    const cut = at ?? LONGEST_PART;
    parts.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut);
  }
  if (rest.trim() !== "") parts.push(rest.trim());
  const wanted = Math.max(1, Math.min(most, parts.length));
  return Array.from({ length: wanted }, (_, i) => parts[Math.floor((i * parts.length) / wanted)]!);
}
