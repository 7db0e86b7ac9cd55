import type ts from "typescript";
import { typescript } from "../typescript/typescript-api.js";

/** Gives a new node the position of the one that it stands for: source maps follow it. */
export function at<T extends ts.Node>(node: T, range: ts.Node): T {
  return typescript.setTextRange(node, range);
}
