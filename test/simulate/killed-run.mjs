// Simulates 200 conversations in a process of its own and kills it without warning in number `killAt`.
// node killed-run.mjs <base url> <resume file> <killAt, 0 for never>
import { Simulator } from "../../dist/azure-evaluation/index.js";

const [baseUrl, resumeFile, killAt] = process.argv.slice(2);
let asked = 0;
const simulator = new Simulator({ model: "stub-model", api_key: "k-test", base_url: baseUrl });
const result = await simulator.simulate({
  target: ({ messages }) => {
    asked += 1;
    if (asked === Number(killAt)) process.kill(process.pid, "SIGKILL");
    return { messages: [...messages.messages, { role: "assistant", content: "An answer.", context: "A text." }] };
  },
  text: "A text.",
  strategy: "prompt",
  numQueries: 200,
  maxConversationTurns: 1,
  concurrentAsyncTasks: 1,
  resumeFile,
});
console.log(JSON.stringify({ asked, conversations: result.length, resumed: result.report.resumed }));
