import { keepMethod } from "../guard/shield.js";

interface AsyncWrapBinding {
  /** Missing in releases that keep the resources elsewhere. */
  readonly execution_async_resources?: unknown[];
  readonly async_hook_fields: Uint32Array;
  readonly constants: { readonly kCheck: number; readonly kTotals: number };
}

/**
 * Turns off Node's checks of its stack of async contexts, which take terminated code for a broken process and abort it.
 *
 * `--no-force-async-hooks-checks` turns them off too, but up to Node 23 the first AsyncLocalStorage turns them on again,
 * so this is called after that. Later versions need neither, and where the field is gone nothing happens.
 */
export function turnOffAsyncStackChecks(): void {
  const { noDeprecation } = process;
  // Some releases warn about this access, and the warning would appear under the first cell.
  process.noDeprecation = true;
  try {
    const { binding } = process as unknown as { binding(name: "async_wrap"): AsyncWrapBinding };
    const { async_hook_fields: fields, constants, execution_async_resources: resources } = binding("async_wrap");
    // Node takes its notes off this list by its `pop` after every callback, which a cell may have replaced for all lists.
    if (resources !== undefined) keepMethod(resources, "pop");
    fields[constants.kCheck] = 0;
    // The number of hooks, of which only another such check and the enabling of further hooks take note.
    fields[constants.kTotals] = 0;
  } catch {
    return;
  } finally {
    process.noDeprecation = noDeprecation;
  }
}
