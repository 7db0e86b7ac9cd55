/** Arguments of a request, of which nothing is known before it is looked at. */
export type DebugArguments = Readonly<Record<string, any>>; // eslint-disable-line @typescript-eslint/no-explicit-any

/** The body of a response or an event. */
export type DebugBody = Record<string, unknown>;

/** Answers one request with the body of its response, if it has one. */
export type DebugAnswer = (args: DebugArguments) => Promise<DebugBody | void> | DebugBody | void;
