export { CompilerClient, type AsyncCompiler } from "./compiler-client.js";
