import { randomInt } from "node:crypto";

const ADJECTIVES =
  "able bold bright calm clever eager fair gentle glad keen kind lively neat noble proud quick quiet rapid serene sharp smart steady sunny swift warm wise".split(
    " ",
  );
const NOUNS =
  "bear crane deer dove eagle finch fox gull hare heron ibis jay lark lynx moose otter owl panda quail raven robin seal shrew swan tern trout wren".split(
    " ",
  );

/**
 * Makes up a name for a run in MLflow's manner.
 *
 * @example
 * makeRunName(); // "calm-heron-412"
 */
export function makeRunName(random: (below: number) => number = randomInt): string {
  return `${ADJECTIVES[random(ADJECTIVES.length)]!}-${NOUNS[random(NOUNS.length)]!}-${random(1000)}`;
}
