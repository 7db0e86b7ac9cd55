import { TunelabError } from "../../../core/index.js";
import { say } from "../../../texts/index.js";
import { type Evaluator, type EvaluatorOutput, toScoreOutput } from "./evaluator.js";

/** A document whose worth for the query is known. */
export interface RetrievalGroundTruthDocument {
  readonly document_id: string;
  /** Whole number between the label bounds; the lowest means "of no use". */
  readonly query_relevance_label: number;
}

/** A document as the search found it. */
export interface RetrievedDocument {
  readonly document_id: string;
  /** The search's own score: the higher, the earlier. */
  readonly relevance_score: number;
}

/** Options of {@link DocumentRetrievalEvaluator}; thresholds that a metric must reach to pass. */
export interface DocumentRetrievalOptions {
  /** @default 0 */
  readonly groundTruthLabelMin?: number;
  /** @default 4 */
  readonly groundTruthLabelMax?: number;
  /** @default 0.5 */
  readonly ndcgThreshold?: number;
  /** @default 50 */
  readonly xdcgThreshold?: number;
  /** @default 0.5 */
  readonly fidelityThreshold?: number;
  /** @default 50 */
  readonly top1RelevanceThreshold?: number;
  /** @default 50 */
  readonly top3MaxRelevanceThreshold?: number;
  /** @default 50 */
  readonly totalRetrievedDocumentsThreshold?: number;
  /** @default 50 */
  readonly totalGroundTruthDocumentsThreshold?: number;
}

const TOP = 3;
const DISCOUNT = 0.6;
const MOST_DOCUMENTS = 10_000;

/**
 * Judges a ranking of documents by labels, without a model: NDCG@3, XDCG@3, fidelity, best of the first, and holes.
 *
 * The score is NDCG@3; the others are in `document_retrieval_properties`. Formulas of azure-ai-evaluation 1.18.10.
 *
 * @example
 * new DocumentRetrievalEvaluator().evaluate({
 *   retrieval_ground_truth: [{ document_id: "a", query_relevance_label: 4 }, { document_id: "b", query_relevance_label: 2 }],
 *   retrieved_documents: [{ document_id: "b", relevance_score: 9 }, { document_id: "a", relevance_score: 8 }],
 * })["document_retrieval"]; // 0.7378…
 */
export class DocumentRetrievalEvaluator implements Evaluator {
  readonly requiredInputs = [["retrieval_ground_truth", "retrieved_documents"]];
  readonly #lowest: number;
  readonly #highest: number;
  readonly #thresholds: Readonly<Record<string, number>>;

  /** Throws `invalid_option` for label bounds that are no whole numbers or not in order. */
  constructor(options: DocumentRetrievalOptions = {}) {
    const { groundTruthLabelMin = 0, groundTruthLabelMax = 4 } = options;
    if (
      !Number.isInteger(groundTruthLabelMin) ||
      !Number.isInteger(groundTruthLabelMax) ||
      groundTruthLabelMin >= groundTruthLabelMax
    ) {
      throw new TunelabError(
        say("evaluate.badLabels", { low: String(groundTruthLabelMin), high: String(groundTruthLabelMax) }),
        {
          code: "invalid_option",
          hint: say("evaluate.badLabelsHint"),
        },
      );
    }
    this.#lowest = groundTruthLabelMin;
    this.#highest = groundTruthLabelMax;
    this.#thresholds = {
      [`ndcg@${TOP}`]: options.ndcgThreshold ?? 0.5,
      [`xdcg@${TOP}`]: options.xdcgThreshold ?? 50,
      fidelity: options.fidelityThreshold ?? 0.5,
      top1_relevance: options.top1RelevanceThreshold ?? 50,
      top3_max_relevance: options.top3MaxRelevanceThreshold ?? 50,
      total_retrieved_documents: options.totalRetrievedDocumentsThreshold ?? 50,
      total_ground_truth_documents: options.totalGroundTruthDocumentsThreshold ?? 50,
    };
  }

  /** Scores one query's ranking. Throws `missing_input` or `invalid_label`. */
  evaluate(inputs: Readonly<Record<string, unknown>>): EvaluatorOutput {
    const truth = this.#readTruth(inputs["retrieval_ground_truth"]);
    const retrieved = readRetrieved(inputs["retrieved_documents"]);
    const labels = new Map(truth.map((document) => [document.document_id, document.query_relevance_label]));
    const scores = new Map(retrieved.map((document) => [document.document_id, document.relevance_score]));
    const ranking = [...scores].sort(([, a], [, b]) => b - a).map(([id]) => id);
    const found = ranking.map((id) => labels.get(id) ?? 0);
    const ideal = [...labels.values()].sort((a, b) => b - a);
    const holes = ranking.filter((id) => !labels.has(id)).length;
    const anyLabelled = found.some((label) => label !== 0);
    const gain = discountedGain(ideal.slice(0, TOP));
    const metrics: Record<string, number | null> = {
      [`ndcg@${TOP}`]: anyLabelled && gain > 0 ? discountedGain(found.slice(0, TOP)) / gain : 0,
      [`xdcg@${TOP}`]: anyLabelled ? extendedGain(found.slice(0, TOP)) : 0,
      fidelity: anyLabelled ? this.#fidelity(found, ideal) : 0,
      top1_relevance: anyLabelled ? found[0]! : 0,
      top3_max_relevance: anyLabelled ? Math.max(...found.slice(0, TOP)) : 0,
      holes,
      holes_ratio: retrieved.length === 0 ? 0 : holes / retrieved.length,
      total_retrieved_documents: retrieved.length,
      total_ground_truth_documents: truth.length,
    };
    const ndcg = metrics[`ndcg@${TOP}`]!;
    return toScoreOutput("document_retrieval", {
      value: ndcg,
      threshold: this.#thresholds[`ndcg@${TOP}`]!,
      properties: { ...metrics, ...this.#verdicts(metrics) },
    });
  }

  #readTruth(value: unknown): RetrievalGroundTruthDocument[] {
    const list = readList("retrieval_ground_truth", value);
    if (list.length === 0) throw missing(say("evaluate.noDocument"));
    for (const { document_id, query_relevance_label: label } of list) {
      if (document_id === undefined || document_id === null || label === undefined || label === null) {
        throw missing(say("evaluate.noRelevance"));
      }
      if (typeof label !== "number" || !Number.isInteger(label) || label < this.#lowest || label > this.#highest) {
        throw new TunelabError(
          say("evaluate.badLabel", { document: String(document_id), label: JSON.stringify(label) }),
          {
            code: "invalid_label",
            hint: say("evaluate.badLabelHint", { low: String(this.#lowest), high: String(this.#highest) }),
          },
        );
      }
    }
    return list as unknown as RetrievalGroundTruthDocument[];
  }

  /** Weighted sum over labels above the lowest; `null` when no known document is of any use. */
  #fidelity(found: readonly number[], ideal: readonly number[]): number | null {
    const sum = (labels: readonly number[]): number =>
      labels.filter((label) => label > this.#lowest).reduce((total, label) => total + 2 ** (label + 1) - 1, 0);
    const all = sum(ideal);
    return all === 0 ? null : sum(found) / all;
  }

  #verdicts(metrics: Readonly<Record<string, number | null>>): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(metrics).flatMap(([name, value]) => {
        const threshold = this.#thresholds[name];
        const passed = value !== null && (threshold === undefined ? value <= 0 : value >= threshold);
        return [
          [`${name}_result`, passed ? "pass" : "fail"],
          [`${name}_passed`, passed],
          [`${name}_threshold`, threshold ?? 0],
          [`${name}_higher_is_better`, threshold !== undefined],
        ];
      }),
    );
  }
}

const discountedGain = (labels: readonly number[]): number =>
  labels.reduce((sum, label, i) => sum + (2 ** label - 1) / Math.log2(i + 2), 0);

function extendedGain(labels: readonly number[]): number {
  const weights = Array.from({ length: TOP }, (_, i) => DISCOUNT ** i);
  const gain = labels.reduce((sum, label, i) => sum + 25 * label * weights[i]!, 0);
  return gain / weights.reduce((sum, weight) => sum + weight, 0);
}

function readRetrieved(value: unknown): RetrievedDocument[] {
  const list = value === undefined || value === null ? [] : readList("retrieved_documents", value);
  for (const { document_id, relevance_score } of list) {
    if (document_id === undefined || document_id === null || typeof relevance_score !== "number") {
      throw missing(say("evaluate.noScoreOf"));
    }
  }
  return list as unknown as RetrievedDocument[];
}

function readList(name: string, value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) throw missing(say("evaluate.noList", { name }));
  if (value.length > MOST_DOCUMENTS)
    throw missing(say("evaluate.tooManyDocuments", { name, n: value.length, most: MOST_DOCUMENTS }));
  return value as Record<string, unknown>[];
}

const missing = (what: string): TunelabError =>
  new TunelabError(say("evaluate.noRetrieval", { reason: what }), {
    code: "missing_input",
    hint: say("evaluate.noRetrievalHint", {
      truth: "retrieval_ground_truth: [{ document_id, query_relevance_label }]",
      found: "retrieved_documents: [{ document_id, relevance_score }]",
    }),
  });
