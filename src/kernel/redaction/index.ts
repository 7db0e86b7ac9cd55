export { KnownSecrets } from "./known-secrets.js";
