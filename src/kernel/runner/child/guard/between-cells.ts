import timers from "node:timers";
import { endBroken } from "./end-if-broken.js";
import { ABSENT, PROTOTYPES, firstOwnReplaced, whenGivenBack } from "./own-intrinsics.js";
import { placeName } from "./place-name.js";
import { type Place, type RememberedPlaces, type Replaced, giveBack, remember, replace } from "./remembered.js";

/*
 * Node's own code keeps references to the language's functions, but not to what the language itself looks up: the `then` of
 * whatever a promise is resolved with, the iterator of a list, a setter for the first element. While no cell runs, Node has
 * to bring the next one in, so that these are as they were at the start; the next cell finds what cells made of them.
 */
const { ownKeys } = Reflect;
const prototypeOf = (value: object): object => Object.getPrototypeOf(value) as object;

const LOOKED_UP: readonly Place[] = [
  ...PROTOTYPES,
  ...["then", "constructor"].map((key) => ({ holder: Promise.prototype, key })),
  ...[Symbol.species, "resolve"].map((key) => ({ holder: Promise, key })),
  ...[Symbol.iterator, "constructor"].map((key) => ({ holder: Array.prototype, key })),
  ...[[][Symbol.iterator](), new Map().entries(), new Set().values()].map((iterator) => ({
    holder: prototypeOf(iterator),
    key: "next",
  })),
  { holder: Map.prototype, key: Symbol.iterator },
  { holder: Set.prototype, key: Symbol.iterator },
  ...["length", "byteLength", "byteOffset", "buffer"].map((key) => ({
    holder: prototypeOf(Uint8Array.prototype),
    key,
  })),
  ...[Map.prototype, Set.prototype].map((holder) => ({ holder, key: "size" })),
  ...["apply", "call", "bind"].map((key) => ({ holder: Function.prototype, key })),
  // Not of the language, but what Node reads by these names everywhere.
  ...["nextTick", "emit", "_exiting", "_fatalException"].map((key) => ({ holder: process, key })),
  // Called after every error that nobody caught, by this name too.
  { holder: timers, key: "setImmediate" },
  ...ABSENT,
];

let lookedUp: RememberedPlaces | undefined;
const LISTS: readonly object[] = [Array.prototype, Object.prototype];

let taken = false;
let kept: Replaced | undefined;

/**
 * Called when a cell's code returns for the first time, at its end or at an `await`. A setter for an element of every list
 * makes Node lose its own notes between two callbacks, and no program means one to stay.
 */
export function takeElementsBack(): void {
  kept = takeElements(kept);
}

/** Called when the code of a cell has ended: what the language looks up by itself is the language's own again. */
export function takeBack(): void {
  if (taken) return;
  taken = true;
  // An interrupt ends a cell from within the runner's own code, after which the cell's things are put back once more.
  whenGivenBack(() => {
    kept = takeElements(lookedUp === undefined || lookedUp.unchanged() ? kept : lookedUp.putBack(kept));
  });
}

/** Called right before a cell's code runs: it finds what earlier cells replaced. */
export function handOver(): void {
  // Not before: the runner itself replaces some of it while it starts.
  lookedUp ??= remember(LOOKED_UP, { withGetters: true });
  taken = false;
  const replaced = kept;
  kept = undefined;
  giveBack(replaced);
}

/** The first thing that the running cell or one before has replaced, as it is written in code, if there is one. */
export function firstReplaced(): string | undefined {
  const place = lookedUp?.firstChanged() ?? firstOwnReplaced() ?? kept?.place;
  return place && placeName(place);
}

/** The same where cells may have replaced what looking for it needs. */
export function tryFirstReplaced(): string | undefined {
  try {
    return firstReplaced();
  } catch {
    return undefined;
  }
}

/** Takes away what a cell gave every list or object as an element, whatever its number: these keys come first. */
function takeElements(replaced: Replaced | undefined): Replaced | undefined {
  let all = replaced;
  for (let at = 0; at < LISTS.length; at += 1) {
    const holder = LISTS[at]!;
    const keys = ownKeys(holder);
    for (let index = 0; index < keys.length && isElement(keys[index]!); index += 1) {
      const before = all;
      all = replace({ holder, key: keys[index]! }, undefined, before);
      // Frozen, it cannot be taken away, and Node brings no next cell in.
      if (all === before) endBroken("replaced", tryFirstReplaced());
    }
  }
  return all;
}

/** Elements are the only names that begin with a digit and come before all others. */
const isElement = (key: PropertyKey): boolean => typeof key === "string" && key[0]! >= "0" && key[0]! <= "9";
