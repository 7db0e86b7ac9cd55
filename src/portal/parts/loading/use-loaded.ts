import { useEffect, useRef, useState } from "preact/hooks";
import { asFailure, type CallFailure } from "../../api/failure.js";

/** What a page has of something that it reads: old data stays in sight while newer is on its way. */
export interface Loaded<Data> {
  readonly data: Data | undefined;
  readonly failure: CallFailure | undefined;
  readonly isWaiting: boolean;
  readonly again: () => void;
}

/**
 * Reads something for as long as the inputs stay the same. When `key` changes, the data of the former key goes at once:
 * it belongs to something else. When only `version` changes it stays until the newer is there.
 */
export function useLoaded<Data>(
  load: (signal: AbortSignal) => Promise<Data>,
  key: string,
  version: string | number = 0,
): Loaded<Data> {
  const [state, setState] = useState<{ key: string; data?: Data; failure?: CallFailure; isWaiting: boolean }>({
    key,
    isWaiting: true,
  });
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const controller = new AbortController();
    setState((before) => (before.key === key ? { ...before, isWaiting: true } : { key, isWaiting: true }));
    latest.current(controller.signal).then(
      (data) => {
        if (!controller.signal.aborted) setState({ key, data, isWaiting: false });
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        setState((before) => ({ ...before, failure: asFailure(error), isWaiting: false }));
      },
    );
    return () => controller.abort();
  }, [key, version, attempt]);
  const own = state.key === key;
  return {
    data: own ? state.data : undefined,
    failure: own ? state.failure : undefined,
    isWaiting: !own || state.isWaiting,
    again: () => setAttempt((n) => n + 1),
  };
}
