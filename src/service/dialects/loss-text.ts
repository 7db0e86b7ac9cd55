import type { StepLosses } from "./dialect.js";

/**
 * The losses of a step as events tell them, the training's with so many decimals.
 *
 * @example
 * lossText({ step: 30, totalSteps: 30, trainLoss: 1.234, validLoss: 2.1 }, 2); // "training loss=1.23, validation loss=2.10"
 */
export function lossText({ trainLoss, validLoss, fullValidLoss }: StepLosses, decimals: number): string {
  const parts = [`training loss=${trainLoss.toFixed(decimals)}`];
  if (validLoss !== undefined) parts.push(`validation loss=${validLoss.toFixed(2)}`);
  if (fullValidLoss !== undefined) parts.push(`full validation loss=${fullValidLoss.toFixed(2)}`);
  return parts.join(", ");
}
