export { PROTOCOL_VERSION, type JsonObject, type Message, type MessageHeader, type RequestChannel } from "./message.js";
export { MessageFactory, type MessageFactoryOptions, type MessageParts } from "./message-factory.js";
