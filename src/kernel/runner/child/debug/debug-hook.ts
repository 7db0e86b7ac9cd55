import { inspect, types } from "node:util";
import { Script } from "node:vm";
import { toBundle } from "../../../display/index.js";
import { DEBUG_HOOK_KEY } from "../../protocol.js";
import { findCell } from "../cell-sources.js";
import { withOwnIntrinsics } from "../guard/own-intrinsics.js";
import { uncaughtStops } from "./uncaught-failures.js";

/** What the debugger reaches in the runner, by V8's inspector, while a cell runs or is stopped. */
export interface DebugHook {
  /** Every top-level name of the notebook. */
  readonly scope: Record<string, unknown>;
  readonly findCell: typeof findCell;
  readonly withOwnIntrinsics: typeof withOwnIntrinsics;
  readonly toBundle: typeof toBundle;
  readonly inspect: typeof inspect;
  readonly types: typeof types;
  readonly Script: typeof Script;
  readonly uncaughtStops: typeof uncaughtStops;
  /** What the debugger puts here when it is turned on. */
  readonly installed: Record<string, unknown>;
}

/** Puts the hook where `Runtime.evaluate` finds it; nothing more happens until a front end turns the debugger on. */
export function installDebugHook(scope: Record<string, unknown>): void {
  const hook: DebugHook = Object.freeze({
    scope,
    findCell,
    withOwnIntrinsics,
    toBundle,
    inspect,
    types,
    Script,
    uncaughtStops,
    installed: {},
  });
  Object.defineProperty(globalThis, DEBUG_HOOK_KEY, { value: hook });
}
