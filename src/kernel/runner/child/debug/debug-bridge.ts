// Loaded into the interrupt thread when a front end turns the debugger on. The thread goes on while the main thread is
// paused, so the inspector's session lives here, and the kernel speaks to it through a pipe of its own.
import { Session } from "node:inspector";
import { Socket } from "node:net";
import { FrameDecoder, encodeFrame } from "../../frame-codec.js";
import { CLOSE_INSPECTOR, type InspectorCall, type InspectorMessage } from "../../inspector-protocol.js";

/** The build of tunelab: nothing that a learner wrote. */
const OWN_CODE = new URL("../../../../", import.meta.url).href;
/** Frames of a pause that are told; a recursion without end has ten thousand. */
const FRAME_LIMIT = 200;
/** Characters of a thrown text that are told. */
const TEXT_LIMIT = 10_000;

interface InspectorEvent {
  readonly method: string;
  readonly params: Record<string, unknown>;
}

interface ParsedScript {
  readonly url?: string;
}

interface Pause {
  readonly callFrames: readonly unknown[];
  readonly data?: { readonly description?: string; readonly uncaught?: boolean };
}

/**
 * Passes V8's inspector protocol between the kernel and the main thread of this process; gives what tells whether anyone
 * debugs.
 */
export function bridgeDebugger(fd: number): () => boolean {
  const kernel = new Socket({ fd, readable: true, writable: true });
  kernel.on("error", () => undefined);
  const send = (message: InspectorMessage): void => void kernel.write(encodeFrame(message));
  const decoder = new FrameDecoder();
  let session: Session | undefined;
  const receive = ({ id, method, params }: InspectorCall): void => {
    if (method === CLOSE_INSPECTOR) {
      session?.disconnect();
      session = undefined;
      return send({ id, result: {} });
    }
    session ??= connect(send);
    session.post(method, params, (error, result) =>
      send(error === null ? { id, result: result ?? {} } : { id, error: error.message }),
    );
  };
  kernel.on("data", (chunk) => {
    for (const call of decoder.push(chunk)) receive(call as InspectorCall);
  });
  return () => session !== undefined;
}

function connect(send: (message: InspectorMessage) => void): Session {
  const session = new Session();
  session.connectToMainThread();
  session.on("inspectorNotification", (message) => {
    const event = shownEvent(message as unknown as InspectorEvent);
    if (event !== undefined) send(event);
  });
  return session;
}

/** What the kernel is told of an event: turning the debugger on alone reports hundreds of Node's scripts. */
function shownEvent({ method, params }: InspectorEvent): InspectorEvent | undefined {
  switch (method) {
    case "Debugger.scriptParsed":
      return isLearners((params as ParsedScript).url ?? "") ? { method, params } : undefined;
    case "Debugger.paused": {
      const { callFrames, data } = params as unknown as Pause;
      const description = data?.description?.slice(0, TEXT_LIMIT);
      return {
        method,
        params: {
          ...params,
          callFrames: callFrames.slice(0, FRAME_LIMIT),
          depth: callFrames.length,
          data: data === undefined ? undefined : { ...data, value: undefined, description },
        },
      };
    }
    case "Debugger.resumed":
    case "Debugger.breakpointResolved":
      return { method, params };
    default:
      return undefined;
  }
}

const isLearners = (url: string): boolean =>
  url.startsWith("tunelab-cell:") ||
  (url.startsWith("file:") && !url.startsWith(OWN_CODE) && !url.includes("/node_modules/"));
