import type ts from "typescript";
import { member } from "./await-lowering.js";
import { typescript, type InternalChecker } from "../typescript/typescript-api.js";

/** What {@link CallbackLowering} needs to know. */
export interface CallbackLoweringOptions {
  readonly checker: InternalChecker;
  readonly factory: ts.NodeFactory;
  /** Name of the emitted function's parameter. */
  readonly parameter: string;
}

/** Methods of the handle that take a callback, by the method that is given it, in the order of its arguments. */
const OF_METHOD: ReadonlyMap<string, readonly string[]> = new Map([
  ["then", ["onCall", "onError"]],
  ["catch", ["onError"]],
  ["finally", ["onEnd"]],
  ["queueMicrotask", ["onCall"]],
  ["nextTick", ["onCall"]],
]);

/** Modules of Node of which a function that is given another calls it once, when its work is done. */
const CALLING_BACK = /(?:^|\/@types\/node\/)(?:fs|dns|zlib|crypto|child_process)\.d\.ts$/;
/** Of these, the functions that are given the same listener again to forget it. */
const LISTENING = /^(?:un)?watch/;

/**
 * Has a cell that was interrupted not go on in its callbacks: those of promises, of microtasks and ticks, and of functions
 * of Node that call back once. `promise.then(f, g)` becomes `promise.then($cell.onCall(f), $cell.onError(g))`.
 */
export class CallbackLowering {
  readonly #options: CallbackLoweringOptions;

  constructor(options: CallbackLoweringOptions) {
    this.#options = options;
  }

  /** The arguments of a call as it was typed, once they are lowered otherwise. */
  lower(call: ts.CallExpression, lowered: ts.NodeArray<ts.Expression>): ts.NodeArray<ts.Expression> {
    if (lowered.length === 0) return lowered;
    const { factory } = this.#options;
    const names = OF_METHOD.get(calledName(call) ?? "");
    if (names === undefined && !(call.arguments.some(mayBeFunction) && this.#callsBack(call))) return lowered;
    const wrapped = lowered.map((argument, at) => {
      const typed = call.arguments[at]!;
      const name = names === undefined ? "onCall" : names[at];
      if (name === undefined || !mayBeFunction(typed)) return argument;
      return names === undefined && !this.#isFunction(typed) ? argument : this.#wrap(name, argument);
    });
    return typescript.setTextRange(factory.createNodeArray(wrapped), lowered);
  }

  #callsBack(call: ts.CallExpression): boolean {
    const declaration = this.#options.checker.getResolvedSignature(call)?.getDeclaration() as ts.Node | undefined;
    if (declaration === undefined || !typescript.isFunctionDeclaration(declaration)) return false;
    return CALLING_BACK.test(declaration.getSourceFile().fileName) && !LISTENING.test(declaration.name?.text ?? "");
  }

  #isFunction(argument: ts.Expression): boolean {
    return (
      typescript.isFunctionExpression(argument) ||
      typescript.isArrowFunction(argument) ||
      this.#options.checker.getTypeAtLocation(argument).getCallSignatures().length > 0
    );
  }

  #wrap(name: string, argument: ts.Expression): ts.Expression {
    const { factory, parameter } = this.#options;
    return factory.createCallExpression(member(factory, parameter, name), undefined, [argument]);
  }
}

/** The name by which a function or a method is called. */
function calledName({ expression }: ts.CallExpression): string | undefined {
  if (typescript.isIdentifier(expression)) return expression.text === "queueMicrotask" ? expression.text : undefined;
  return typescript.isPropertyAccessExpression(expression) ? expression.name.text : undefined;
}

/** Texts, numbers, objects and the like are none. */
function mayBeFunction(argument: ts.Expression): boolean {
  return (
    typescript.isFunctionExpression(argument) ||
    typescript.isArrowFunction(argument) ||
    typescript.isIdentifier(argument) ||
    typescript.isPropertyAccessExpression(argument) ||
    typescript.isElementAccessExpression(argument) ||
    typescript.isCallExpression(argument) ||
    typescript.isConditionalExpression(argument) ||
    typescript.isParenthesizedExpression(argument) ||
    typescript.isAsExpression(argument)
  );
}
