// Loaded into the interrupt thread when a front end turns the debugger on. The thread goes on while the main thread is
// paused, so the inspector's session lives here, and the kernel speaks to it through a pipe of its own.
import { Session } from "node:inspector";
import { Socket } from "node:net";
import { FrameDecoder, encodeFrame } from "../../frame-codec.js";
import { CLOSE_INSPECTOR, type InspectorCall, type InspectorMessage } from "../../inspector-protocol.js";

/** The build of tunelab: nothing that a learner wrote. */
const OWN_CODE = new URL("../../../../", import.meta.url).href;
const KERNEL_CODE = `${OWN_CODE}kernel/`;
/** Frames of a pause that are told; a recursion without end has ten thousand. */
const FRAME_LIMIT = 200;
/** Characters of a thrown text that are told. */
const TEXT_LIMIT = 10_000;

interface InspectorEvent {
  readonly method: string;
  readonly params: Record<string, unknown>;
}

interface ParsedScript {
  readonly scriptId: string;
  readonly url?: string;
}

interface Pause {
  readonly callFrames: readonly { readonly location: { readonly scriptId: string } }[];
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
  const owners: Owners = new Map();
  session.on("inspectorNotification", (message) => {
    const event = shownEvent(message as unknown as InspectorEvent, owners);
    if (event !== undefined) send(event);
  });
  return session;
}

/** Whose code V8's scripts are, by their number; the rest is Node's and packages'. */
type Owners = Map<string, "learner" | "kernel">;

/** What the kernel is told of an event: turning the debugger on alone reports hundreds of Node's scripts. */
function shownEvent({ method, params }: InspectorEvent, owners: Owners): InspectorEvent | undefined {
  switch (method) {
    case "Debugger.scriptParsed": {
      const { scriptId, url = "" } = params as unknown as ParsedScript;
      if (url.startsWith(KERNEL_CODE)) owners.set(scriptId, "kernel");
      if (!isLearners(url)) return undefined;
      owners.set(scriptId, "learner");
      return { method, params };
    }
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
          calledByKernel: isCalledByKernel(callFrames, owners),
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

/** Whether the learner's code called the kernel, as an `import` or `fetch` does, and what V8 stands in is below that. */
function isCalledByKernel(callFrames: Pause["callFrames"], owners: Owners): boolean {
  const nearest = callFrames.map(({ location }) => owners.get(location.scriptId)).find((owner) => owner !== undefined);
  return nearest === "kernel";
}

const isLearners = (url: string): boolean =>
  url.startsWith("tunelab-cell:") ||
  (url.startsWith("file:") && !url.startsWith(OWN_CODE) && !url.includes("/node_modules/"));
