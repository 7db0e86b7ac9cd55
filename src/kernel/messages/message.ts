/** Version of the messaging protocol that the kernel speaks. */
export const PROTOCOL_VERSION = "5.4";

export interface MessageHeader {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  /** ISO 8601. */
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
}

export type JsonObject = Record<string, unknown>;

/** A message of the Jupyter protocol, whichever way it goes. */
export interface Message {
  /** Routing frames of a ROUTER socket; the topic on iopub. */
  readonly identities: readonly Uint8Array[];
  readonly header: MessageHeader;
  /** Header of the request that this message answers or belongs to; empty for none. */
  readonly parentHeader: MessageHeader | Record<string, never>;
  readonly metadata: JsonObject;
  readonly content: JsonObject;
  /** Whether the content goes out as it is: it was cleaned of secrets before, or shows one on purpose. */
  readonly final?: boolean;
  /** Raw binary attachments, outside the signature. */
  readonly buffers: readonly Uint8Array[];
}

/** The channel on which a request came in and its reply goes out. */
export type RequestChannel = "shell" | "control";
