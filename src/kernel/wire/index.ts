export { Channels, type ChannelListener } from "./channels.js";
export { channelAddress, loadConnectionInfo, parseConnectionInfo, type ConnectionInfo } from "./connection-info.js";
export { parseFrames, serializeFrames, type ParsedFrames } from "./frames.js";
export { OutgoingQueue } from "./outgoing-queue.js";
export { ReplayGuard } from "./replay-guard.js";
export { createSigner, type Signer } from "./signer.js";
