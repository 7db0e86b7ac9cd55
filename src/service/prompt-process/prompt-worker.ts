import { Worker } from "node:worker_threads";
import { TunelabError } from "../../core/index.js";
import { chatPrompt, LocalModel, textTokens, writeSlowGrammar } from "../inference/index.js";
import { tokenizeConversation } from "../jobs/index.js";
import type { PromptAnswer, PromptQuestion, PromptTask } from "./prompt-tasks.js";

/** Makes tokens and grammars of what may take long, in a process that can be ended; its argument is the model's path. */
const model = LocalModel.load(process.argv[2]!, { vocabularyOnly: true });
// Said in the answer to the first question.
void model.then(
  () => process.send?.("ready"),
  () => process.send?.("ready"),
);

watchParent();
process.on("disconnect", () => process.exit(0));
process.on("message", (question: PromptQuestion) => {
  void answer(question).then((reply) => process.send?.(reply));
});

async function answer({ id, task }: PromptQuestion): Promise<PromptAnswer> {
  try {
    return { id, value: await perform(await model, task) };
  } catch (error) {
    const { message } = error as Error;
    return {
      id,
      error: TunelabError.isInstance(error) ? { message, code: error.code, hint: error.hint } : { message },
    };
  }
}

async function perform(loaded: LocalModel, task: PromptTask): Promise<unknown> {
  if (task.kind === "text") return textTokens(loaded, task.text, task.rendered);
  // Checked where they come from: the two processes are one program.
  if (task.kind === "grammar") return writeSlowGrammar(task.request as never);
  if (task.kind === "chat") return chatPrompt(loaded, task.messages as never, task.options as never);
  return tokenizeConversation(loaded, await loaded.chatTemplate(), task.messages as never);
}

/** Ends this process when the service is gone, also in the middle of work that never ends: from a thread of its own. */
function watchParent(): void {
  const script = `
    const { ppid } = process;
    setInterval(() => { if (process.ppid !== ppid) process.kill(process.pid, "SIGKILL"); }, 1000);`;
  new Worker(script, { eval: true }).unref();
}
