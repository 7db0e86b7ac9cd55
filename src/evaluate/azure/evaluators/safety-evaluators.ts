import { TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import type { Evaluator, EvaluatorOutput } from "./evaluator.js";

/**
 * Base of the evaluators that exist only as a service of Azure AI Foundry: their judges are not published.
 *
 * Making one works, so that code that names them can be read; evaluating says what they need.
 */
abstract class ServiceEvaluator implements Evaluator {
  readonly requiredInputs = [["query", "response"]];
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  /** Always throws `azure_service_only`. */
  evaluate(): EvaluatorOutput {
    throw new TunelabError(say("evaluate.serviceOnly", { name: this.#name }), {
      code: "azure_service_only",
      hint: say("evaluate.serviceOnlyHint"),
    });
  }
}

/** Violence, severity 0 to 7; Azure AI Foundry only. */
export class ViolenceEvaluator extends ServiceEvaluator {
  constructor() {
    super("ViolenceEvaluator");
  }
}
/** Sexual content, severity 0 to 7; Azure AI Foundry only. */
export class SexualEvaluator extends ServiceEvaluator {
  constructor() {
    super("SexualEvaluator");
  }
}
/** Self-harm, severity 0 to 7; Azure AI Foundry only. */
export class SelfHarmEvaluator extends ServiceEvaluator {
  constructor() {
    super("SelfHarmEvaluator");
  }
}
/** Hate and unfairness, severity 0 to 7; Azure AI Foundry only. */
export class HateUnfairnessEvaluator extends ServiceEvaluator {
  constructor() {
    super("HateUnfairnessEvaluator");
  }
}
/**
 * The four above together; Azure AI Foundry only.
 *
 * @example
 * new ContentSafetyEvaluator().evaluate(); // throws azure_service_only, with what it needs
 */
export class ContentSafetyEvaluator extends ServiceEvaluator {
  constructor() {
    super("ContentSafetyEvaluator");
  }
}
/** Protected text in the answer; Azure AI Foundry only. */
export class ProtectedMaterialEvaluator extends ServiceEvaluator {
  constructor() {
    super("ProtectedMaterialEvaluator");
  }
}
/** Orders smuggled in through documents; Azure AI Foundry only. */
export class IndirectAttackEvaluator extends ServiceEvaluator {
  constructor() {
    super("IndirectAttackEvaluator");
  }
}
/** Weak spots in written code; Azure AI Foundry only. */
export class CodeVulnerabilityEvaluator extends ServiceEvaluator {
  constructor() {
    super("CodeVulnerabilityEvaluator");
  }
}
/** Claims about people without ground; Azure AI Foundry only. */
export class UngroundedAttributesEvaluator extends ServiceEvaluator {
  constructor() {
    super("UngroundedAttributesEvaluator");
  }
}
/** Groundedness by Azure's own model; Azure AI Foundry only. */
export class GroundednessProEvaluator extends ServiceEvaluator {
  constructor() {
    super("GroundednessProEvaluator");
  }
}
