import { forEachWithLimit } from "../core/index.js";
import { type ModelConfiguration, type OpenModelOptions, openModel, readModelConfiguration } from "../models/index.js";
import { makeSource } from "./questions/choose-source.js";
import { SimulatedConversation, type SimulatedMessage } from "./conversations/conversation.js";
import { converse, toFailure } from "./conversations/converse.js";
import { findNearDuplicates } from "./questions/near-duplicates.js";
import { planConversations } from "./conversations/plan-conversations.js";
import { showTurns } from "./conversations/show-turns.js";
import { type ReadOptions, type SimulateOptions, readOptions } from "./simulate-options.js";
import { SimulationJournal } from "./simulation-journal.js";
import { type SimulationFailure, SimulationResult } from "./simulation-result.js";
import { UsageMeter } from "./usage-meter.js";
import { say } from "../texts/index.js";

/**
 * Simulates people who talk to an application, from a text or from given questions, as azure-ai-evaluation's Simulator.
 *
 * @example
 * const simulator = new Simulator({ azure_endpoint, azure_deployment, api_key });
 * const outputs = await simulator.simulate({ target: callback, text, numQueries: 1 });
 */
export class Simulator {
  readonly #configuration: ModelConfiguration;
  readonly #options: OpenModelOptions;

  /** Throws `invalid_model_configuration`. The configuration is not changed. */
  constructor(modelConfiguration: ModelConfiguration, options: OpenModelOptions = {}) {
    readModelConfiguration(modelConfiguration);
    this.#configuration = { ...modelConfiguration };
    this.#options = options;
  }

  /**
   * Generates questions, lets the application answer, and goes on turn by turn.
   *
   * A conversation that fails is reported and the others finish. An interrupt keeps what is finished. Throws
   * `invalid_option`, `text_empty`, `text_too_short`, `query_generation_failed`, `resume_mismatch`.
   */
  async simulate(options: SimulateOptions): Promise<SimulationResult> {
    const startedAt = performance.now();
    const settings = readOptions(options);
    const meter = new UsageMeter();
    const warnings: string[] = [];
    const journal = this.#openJournal(options, settings);
    const model = await openModel(this.#configuration, this.#options);
    const opened = { configuration: this.#configuration, model };
    const display = showTurns(options);
    const plan = async () => {
      const source = await makeSource(opened, options, settings, meter, journal?.strategy, display);
      return { source, plans: await planConversations(settings, source, journal, warnings) };
    };
    const { source, plans } = await plan().catch((error: unknown) => {
      display.end();
      throw error;
    });
    if (settings.tasks.length > plans.length) {
      warnings.push(
        say("simulate.tasksLeft", { left: settings.tasks.length - plans.length, tasks: settings.tasks.length }),
      );
    }
    const resumed = plans.filter((_, i) => journal?.finished.has(i)).length;
    const conversations = new Map<number, SimulatedConversation>();
    const failures: SimulationFailure[] = [];
    let turns = 0;
    const report = (): void => display.turns(turns, plans.length * settings.turns, conversations.size);

    const runOne = async (index: number): Promise<void> => {
      const kept = journal?.finished.get(index);
      if (kept !== undefined) {
        conversations.set(index, kept);
        turns += settings.turns;
        report();
        return;
      }
      const messages: SimulatedMessage[] = [];
      try {
        const onTurn = (): void => {
          turns += 1;
          report();
        };
        await converse(plans[index]!, index, messages, source, settings, options, onTurn);
        const conversation = new SimulatedConversation(messages, plans[index]!.context);
        conversations.set(index, conversation);
        journal?.add(index, conversation);
      } catch (error) {
        if (settings.signal.aborted) return;
        failures.push(toFailure(error, index, plans[index]!, messages));
      }
      report();
    };
    await forEachWithLimit(plans.length, settings.concurrency, runOne, settings.signal);
    report();
    display.end();

    const ordered = [...conversations].sort(([a], [b]) => a - b).map(([, conversation]) => conversation);
    if (journal?.problem !== undefined) warnings.push(journal.problem);
    return new SimulationResult(ordered, {
      strategy: settings.given === undefined ? source.strategy : "given",
      models: meter.models,
      requested: settings.given?.length ?? settings.count,
      failures: failures.sort((a, b) => a.index - b.index),
      duplicates: findNearDuplicates(ordered.map(({ messages }) => messages[0]?.content ?? "")),
      usage: meter.total(options.prices),
      resumed,
      interrupted: settings.signal.aborted && ordered.length + failures.length < plans.length,
      warnings,
      seconds: (performance.now() - startedAt) / 1000,
    });
  }

  #openJournal(options: SimulateOptions, settings: ReadOptions): SimulationJournal | undefined {
    if (options.resumeFile === undefined) return undefined;
    const { text, given, count, tasks, turns } = settings;
    return new SimulationJournal(
      options.resumeFile,
      { text, given, count, tasks, turns, seed: options.seed ?? null },
      options.appendText,
    );
  }
}
