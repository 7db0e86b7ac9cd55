import { computeBinary, type ValueMaker } from "./operators.js";
import { isNumeric, pythonEqual, toPythonText, type EngineValue } from "./values.js";

/** Tests with Jinja2's meaning where the engine has none or another; `undefined` leaves one to the engine. */
export const PYTHON_TESTS: Readonly<
  Record<string, (value: EngineValue, args: readonly EngineValue[]) => boolean | undefined>
> = {
  divisibleby: (value, [by]) => {
    if (by === undefined || !isNumeric(value) || !isNumeric(by)) throw new Error("divisibleby is for numbers");
    return Number(value.value) % Number(by.value) === 0;
  },
  ...Object.fromEntries(["eq", "equalto", "=="].map((name) => [name, equals])),
  ...Object.fromEntries(
    ["ne", "!="].map((name) => [name, (a: EngineValue, b: readonly EngineValue[]) => !equals(a, b)]),
  ),
  ...Object.fromEntries(
    (
      [
        ["lt", "<"],
        ["lessthan", "<"],
        ["gt", ">"],
        ["greaterthan", ">"],
        ["le", "<="],
        ["ge", ">="],
        ["in", "in"],
      ] as const
    ).flatMap(([name, operator]) =>
      [...new Set([name, operator])].map((each) => [
        each,
        (value: EngineValue, [other]: readonly EngineValue[]): boolean => {
          const result = other === undefined ? undefined : computeBinary(operator, value, other, PLAIN);
          if (result === undefined) throw new Error(`the test ${name} cannot compare ${toPythonText(value)}`);
          return result.value === true;
        },
      ]),
    ),
  ),
};

function equals(value: EngineValue, [other]: readonly EngineValue[]): boolean {
  return other !== undefined && pythonEqual(value, other);
}

/** For comparisons, whose results are looked at and not shown. */
const PLAIN = { boolean: (value: boolean) => ({ type: "BooleanValue", value }) } as ValueMaker;
